import { loadStrings } from "../src/i18n/language";

// As the page does before it is drawn.
await loadStrings();
