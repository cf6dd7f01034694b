/** Letters that are no base letter plus accent, so that Unicode decomposition leaves them. */
const plainLetters: Record<string, string> = {
  ı: 'i',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
};

/** A name as it is compared: lower case, no accents, single spaces. `Chișinău`, `chisinau` and ` CHIŞINĂU ` are the same. */
export function foldName(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[ıłøđðþæœß]/gu, (letter) => plainLetters[letter] ?? letter)
    .replaceAll(/[\s\-–'’.]+/gu, ' ')
    .trim();
}

/** The names inside a municipality of the open data: `Arnavutköy, Istanbul`, `Tarbes/Lourdes`, `Shanghai (Pudong)`. */
export function namesInMunicipality(municipality: string): string[] {
  return municipality
    .split(/[,/()]/)
    .map(foldName)
    .filter((name) => name !== '');
}
