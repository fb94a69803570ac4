/** Words that may stand before a definition. */
const MODIFIERS =
  '(?:(?:export|default|declare|public|private|protected|internal|fileprivate|static|abstract|final|sealed|open|override|virtual|async|inline|extern|external|unsafe|data|case|partial|readonly|synchronized|native|suspend|mutating|implicit|lazy|inner|value|operator|tailrec|factory|const|indirect|companion|pub(?:\\([^)]*\\))?)\\s+)*';

const KEYWORDS =
  'class|interface|enum|record|struct|trait|object|protocol|extension|namespace|module|mixin|typealias|delegate|type|fun|func|fn|def|function\\*?';

/** `public static Map<A, B> name(...)`: a method that no keyword announces has a modifier before its type. */
const TYPED_METHOD =
  '\\s*(?:(?:public|private|protected|internal|static|abstract|final|override|virtual|async|sealed|extern|synchronized|native|default)\\s+)+[\\w<>\\[\\],.?\\s]*\\w+\\s*(?:<[^>]*>)?\\s*\\([^;]*;?\\s*$';

const NO_CALL = '(?!\\s*(?:if|for|while|switch|catch|return|else|do|case|throw|new|function|with|sizeof)\\b)';

/** Where no pattern of a language's own is better. */
const USUAL = `\\s*${MODIFIERS}(?:${KEYWORDS})\\b\\s+[\\w$(]`;

const SCRIPT = [
  USUAL,
  '(?:export\\s+)?(?:const|let|var)\\s+[\\w$]+',
  '(?:module\\.)?exports(?:\\.[\\w$]+)?\\s*=',
  '[\\w$.]+\\.prototype\\.[\\w$]+\\s*=',
  '\\s+[\\w$]+\\s*[:=]\\s*(?:async\\s+)?function\\b',
  `\\s+${NO_CALL}(?:(?:public|private|protected|static|async|get|set|override|readonly|abstract)\\s+)*[*#]?[\\w$]+\\s*(?:<[^>]*>)?\\([^;]*\\{\\s*$`,
];

const CURLY = [
  `${NO_CALL}[A-Za-z_][\\w\\s*&:<>,~\\[\\]]*\\([^;]*$`,
  `${NO_CALL}[A-Za-z_][\\w\\s*&:<>,]*\\s[*&]*\\w+\\s*\\([^;]*\\)\\s*;`,
  '\\s*(?:typedef\\s+)?(?:template\\s*<.*>\\s*)?(?:struct|class|union|enum|namespace)\\b[^;]*$',
  '\\s*#\\s*define\\s+\\w+',
  `\\s+${NO_CALL}(?:(?:virtual|static|explicit|inline|constexpr|friend)\\s+)+[^;=]*\\(`,
];

/** Of each language, what a line begins with that defines something. Python is read by its own rules. */
const PATTERNS: Readonly<Record<string, readonly string[]>> = {
  javascript: SCRIPT,
  typescript: SCRIPT,
  go: ['func\\b', 'type\\s+\\w+', '(?:const|var)\\s+\\w+'],
  rust: [
    `\\s*${MODIFIERS}(?:fn|struct|enum|union|trait|impl|mod|type|static|const|macro_rules!)(?:\\s|<)\\s*\\w?`,
  ],
  java: [USUAL, TYPED_METHOD, '\\s*public\\s+@interface\\s+\\w+'],
  kotlin: [USUAL, '(?:const\\s+)?va[lr]\\s+\\w+'],
  scala: [USUAL, `\\s*${MODIFIERS}(?:given|val|package)\\s+\\w+`],
  c: CURLY,
  'c++': CURLY,
  'c#': [USUAL, TYPED_METHOD],
  ruby: [
    '\\s*(?:def|class|module)\\s+\\S',
    '\\s*attr_(?:reader|writer|accessor)\\b',
    '\\s*[A-Z]\\w*\\s*=[^=~]',
  ],
  php: [USUAL, `\\s*${MODIFIERS}const\\s+\\w+`],
  perl: ['\\s*(?:sub|package)\\s+\\w'],
  lua: ['\\s*(?:local\\s+)?function\\b\\s*\\w', '\\s*[\\w.]+\\s*=\\s*function\\b'],
  shell: ['\\s*function\\s+[\\w-]+', '\\s*[\\w-]+\\s*\\(\\)'],
  elixir: [
    '\\s*(?:def(?:p|macrop?|module|struct|protocol|impl|delegate|guard|exception)?)\\s+\\S',
    '\\s*@spec\\s',
  ],
  erlang: [
    '[a-z]\\w*\\(.*\\)\\s*(?:when\\b.*)?->',
    '-(?:module|export|record|type|spec|callback|define|behaviou?r)\\b',
  ],
  haskell: ["[a-z]\\w*'*\\s*::", '(?:data|newtype|type|class|instance|module)\\b'],
  ocaml: [' {0,2}(?:let|and|type|module|val|exception|class|external)\\b'],
  swift: [USUAL, `\\s*${MODIFIERS}(?:init[?!]?|deinit|subscript)\\s*[({<]`],
  dart: [USUAL, ` {0,2}${NO_CALL}(?:\\w[\\w<>?,.\\s]*\\s)?\\w+\\([^;]*(?:\\{|=>.*)\\s*$`],
  julia: [
    '\\s*(?:function|struct|mutable\\s+struct|abstract\\s+type|module|macro|const)\\s',
    '\\w+!?\\(.*\\)\\s*=[^=]',
  ],
  r: [
    '[\\w.]+\\s*(?:<-|=)\\s*function\\b',
    '\\s*set(?:Class|Method|Generic|RefClass)\\(',
    '[\\w.]+\\s*<-\\s*R6Class\\(',
  ],
  clojure: ['\\((?:ns|def[\\w-]*)\\s'],
  zig: [
    '\\s*(?:pub\\s+)?(?:export\\s+|extern\\s+|inline\\s+)*fn\\s+\\w+',
    '\\s*(?:pub\\s+)?const\\s+\\w+\\s*=\\s*(?:extern\\s+|packed\\s+)?(?:struct|enum|union|opaque)',
  ],
};

const compiled = new Map<string, RegExp>();

/** What a line of the language matches that defines something; of an unknown one, by the usual words. */
export function definingLine(language: string | undefined): RegExp {
  const key = language ?? '';
  const known = compiled.get(key);
  if (known) return known;
  const made = new RegExp(`^(?:${(PATTERNS[key] ?? [USUAL]).join('|')})`);
  compiled.set(key, made);
  return made;
}
