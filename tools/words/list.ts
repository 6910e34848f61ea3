// SPDX-License-Identifier: Apache-2.0

/** One habit of writing that `./lava check` refuses. `say` is what to write instead. */
export interface Word {
  /** Matched against text whose line breaks and comment marks are single spaces. */
  pattern: RegExp;
  why: string;
  say: string;
}

const ARCHAIC = 'sounds archaic';
const LITERAL = 'is a literal translation';
const VAGUE = 'does not say which of its meanings is meant';
const PERSONAL = 'makes a person of software';

/** Patterns for text in docs, messages, help, pages, comments and test names. Each has examples in words.spec.ts. */
export const WORDS: readonly Word[] = [
  { pattern: /\bat once\b/i, why: VAGUE, say: '"immediately", "together" or "concurrent"' },
  { pattern: /\banew\b/i, why: ARCHAIC, say: '"again"' },
  { pattern: /\bbeside\b/i, why: ARCHAIC, say: '"next to", "in addition to" or "attached to"' },
  {
    pattern: /\b(?:shall|hence|thereof|whereof|whereby|thereby|forthwith|oneself|thrice)\b/i,
    why: ARCHAIC,
    say: '"must", "should" or "so"',
  },
  { pattern: /\bfor ever\b/i, why: ARCHAIC, say: '"forever" or "without end"' },
  { pattern: /\b(?:mend|mends|mended|mending)\b/i, why: ARCHAIC, say: '"fix" or "repair"' },
  { pattern: /\bwants\b(?!=)/, why: PERSONAL, say: '"must be", "requires" or "needs"' },
  {
    pattern:
      /(?<!\bthere |\bthere still )\b(?:is|are|was|were|be) no (?!longer\b|more\b|less\b|fewer\b|later\b|earlier\b|different\b|help\b)/i,
    why: LITERAL,
    say: '"is not a", "has no" or "there is no"',
  },
  {
    pattern:
      /\b(?:to|for|by|with|lets|from|unlike|than|of|is) who (?:is|are|has|have|may|can|asks?|calls?|reads?|runs?|submits?|does|writes|sees|signs|knows|looks|owns|needs|wants)\b/i,
    why: LITERAL,
    say: '"anyone who", "whoever", "people who" or "the caller"',
  },
  {
    pattern:
      /\b(?:as|what|when|where|if|how|that|and|than|until|because|so) one (?:types|does|jumps|sees|must|may|would|reads|wants|gets|looks|knows|needs|asks|writes|can(?!not)|could|uses)\b/i,
    why: LITERAL,
    say: '"you", or the imperative',
  },
  {
    pattern: /\b(?:is|are|was|were|be|been|being|gets?|got|not) told\b(?! (?:to|apart)\b)/i,
    why: LITERAL,
    say: '"is notified", "is reported" or "is shown"',
  },
  {
    pattern: /\bhears? (?:of|from|that|about)\b/i,
    why: PERSONAL,
    say: '"is notified of", "learns" or "gets"',
  },
  {
    pattern: /\btells? (?:how|what|all|which|whether|where|why|who|nobody|nothing|everything|of)\b/i,
    why: PERSONAL,
    say: '"shows", "reports", "lists" or "says"',
  },
  {
    pattern: /\bgo(?:es)? on\b(?! (?:a|an|the|its|their|top|one|each)\b)/i,
    why: VAGUE,
    say: '"continues" or "keeps running"',
  },
  {
    pattern:
      /\b(?:stands?|lies) (?:there|here|in(?! for\b)|on|at|above|below|before|behind|after|next|between|first|last|alone|still|open|where|as|against|under)\b/i,
    why: LITERAL,
    say: '"is", "is shown" or "is stored"',
  },
  { pattern: /\bas (?:it|they) stands?\b/i, why: LITERAL, say: '"unchanged" or "as is"' },
  {
    pattern:
      /(?<!\b(?:let|leaves?|left|leaving|const)\b[^.,;:]{0,30} )\b(?<= )alone\b(?! (?:is|are|was|were|must|would|does|do)\b)(?!-)/i,
    why: LITERAL,
    say: '"only", or "by itself"',
  },
  {
    pattern: /\b(?:is|are|was|were|be|not) in order\b(?! (?:to|of|that|by)\b)/i,
    why: LITERAL,
    say: '"is valid" or "has problems"',
  },
  {
    pattern: /\b(?:worthless|(?:is|are|becomes?) void)\b/i,
    why: LITERAL,
    say: '"revoked", "useless" or "no longer valid"',
  },
  { pattern: /\bgiven up\b/i, why: VAGUE, say: '"abandoned", "closed" or "dropped"' },
  { pattern: /\bout of service\b/i, why: VAGUE, say: '"in maintenance" or "offline"' },
  {
    pattern: /\ball that (?:is|was|it|they|the|a|can|could|has|may|runs|we)\b/i,
    why: LITERAL,
    say: 'a noun, such as "all problems", or "everything"',
  },
  {
    pattern: /\beverything that (?:is|was|it|they|the|a)\b/i,
    why: LITERAL,
    say: 'a noun: "all data of the server"',
  },
  {
    pattern:
      /(?<!\bat )\bmost (?:connections|bytes|lines|characters|entries|attempts|records|requests|rows|seconds|jobs)\b(?! (?:are|have|need|run|end|do|is|use|that are|come))/i,
    why: LITERAL,
    say: '"the maximum number of"',
  },
  { pattern: /\b(?:that|which|who|strangers|workers?) knocks?\b/i, why: PERSONAL, say: '"asks to join"' },
  { pattern: /\bnobody is to blame\b/i, why: PERSONAL, say: 'leave it out' },
];
