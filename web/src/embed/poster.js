/** The embed before it is touched: the page round it learns its height. */
import { tellHeight } from "./height.js";

// Escaped once too often, `&` becomes `&#038;`, and a browser takes the rest for a fragment.
const meant = location.href.replace(/&#0*38;/g, "&");
if (meant === location.href) tellHeight();
else location.replace(meant);
