/** Made by pinyin-data.ts at build time; the format is told there. */
declare module "virtual:pinyin" {
  const syllables: string;
  export default syllables;
}
