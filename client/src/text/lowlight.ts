/** The highlighter with its grammars and their looks, fetched when the first code of a known language is shown. */
import "../looks/grammars.css";

export { common, createLowlight } from "lowlight";
