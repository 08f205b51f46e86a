/** The embed before it is touched: the page round it learns its height. */
import { tellHeight } from "./height.js";

tellHeight();
