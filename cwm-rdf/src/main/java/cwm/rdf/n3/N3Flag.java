package cwm.rdf.n3;

import java.util.Optional;

/// What [N3Writer] leaves undone of what it does for people, by the letters that W3C's cwm has for
/// it.
public enum N3Flag {
  /// Blank nodes have labels, instead of `[]` and brackets around what is said of them.
  LABELS('a'),
  /// No empty prefix.
  NO_EMPTY_PREFIX('d'),
  /// Texts of literals in ASCII, all other characters escaped.
  ASCII_TEXTS('e'),
  /// Lists as chains of `rdf:first` and `rdf:rest`, where RDF has chains: formulas keep their
  /// lists.
  CHAINS('l'),
  /// Numbers in quotes, with their datatypes.
  QUOTED_NUMBERS('n'),
  /// No prefixes: all IRIs between `<` and `>`.
  NO_PREFIXES('p'),
  /// No IRIs relative to the base.
  ABSOLUTE_IRIS('r'),
  /// Every statement with its subject and its predicate, instead of `;` and `,`.
  WHOLE_STATEMENTS('s'),
  /// No notation for single terms: `rdf:nil`, `rdf:type`, `log:implies` instead of `()`, `a`, `=>`.
  NO_KEYWORDS('t'),
  /// IRIs in ASCII, all other characters escaped.
  ASCII_IRIS('u');

  private final char letter;

  N3Flag(char letter) {
    this.letter = letter;
  }

  /// The letter that cwm has for it.
  public char letter() {
    return letter;
  }

  /// The flag of a letter.
  public static Optional<N3Flag> ofLetter(char letter) {
    for (N3Flag flag : values()) {
      if (flag.letter == letter) {
        return Optional.of(flag);
      }
    }
    return Optional.empty();
  }
}
