/** How many distinct words of a text are told apart; what comes later in it is not found by its words. */
export const MAX_WORDS = 400;
const LONGEST_WORD = 64;

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
/** What joins words and says nothing by itself. */
const JOINING: ReadonlySet<string> = new Set(
  'a an and are as at be by can do for from has have i in is it its no not of on or s so t that the there this to was we were with you 的 了 是 在 和 与 及 或 请 我 们 不 有 无'.split(
    ' ',
  ),
);
const HAN = /^\p{Script=Han}$/u;

/**
 * The distinct words of texts, in the order in which they come, in lower case and half width: Chinese by dictionary,
 * other scripts by their spaces and punctuation. Chinese words that the dictionary does not know (上传) come from it as
 * single characters; where such stand side by side, each two neighbours are a word.
 * @param most how many words at most
 */
export function wordsOf(texts: readonly (string | undefined)[], most = MAX_WORDS): readonly string[] {
  const words = new Set<string>();
  for (const text of texts) {
    if (text === undefined) continue;
    for (const word of wordsIn(text)) {
      if (JOINING.has(word)) continue;
      words.add(word);
      if (words.size >= most) return [...words];
    }
  }
  return [...words];
}

function* wordsIn(text: string): Generator<string> {
  let characters: string[] = [];
  for (const { segment, isWordLike } of segmenter.segment(text.normalize('NFKC').toLowerCase())) {
    if (HAN.test(segment)) {
      characters.push(segment);
      continue;
    }
    yield* neighbours(characters);
    characters = [];
    if (isWordLike === true) yield segment.slice(0, LONGEST_WORD);
  }
  yield* neighbours(characters);
}

/** Each two neighbours; a character that stands alone is a word itself. */
function neighbours(characters: readonly string[]): readonly string[] {
  if (characters.length < 2) return characters;
  return characters.slice(1).map((character, index) => `${characters[index] ?? ''}${character}`);
}
