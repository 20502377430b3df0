/** Made by emoji-data.ts at build time; the formats are told there. */
declare module "virtual:emoji/names" {
  const names: string;
  export default names;
}
declare module "virtual:emoji/words/en" {
  const words: string;
  export default words;
}
declare module "virtual:emoji/words/zh-CN" {
  const words: string;
  export default words;
}
