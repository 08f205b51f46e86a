/** What Python and the browser side have in common: symbols, colours, units, limits, names. */
import vocabulary from "../../../geoposture/language/vocabulary.json" with { type: "json" };

export default vocabulary;
