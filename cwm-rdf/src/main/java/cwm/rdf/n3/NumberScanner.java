package cwm.rdf.n3;

/// Reads numbers: integers, decimals and doubles (RDF 1.1 Turtle §6.5).
final class NumberScanner {
  private final ByteInput input;

  NumberScanner(ByteInput input) {
    this.input = input;
  }

  /// Reads the longest number at the position, a sign, digit or dot.
  ///
  /// @return `INTEGER`, `DECIMAL` or `DOUBLE`; `UNREADABLE` if there is only a sign, which is not
  ///   passed then
  TokenKind scan() {
    int signLength = isSign(input.peek(0)) ? 1 : 0;
    if (!isDigit(input.peek(signLength))
        && !(input.peek(signLength) == '.' && isDigit(input.peek(signLength + 1)))) {
      return TokenKind.UNREADABLE;
    }
    input.position += signLength;
    TokenKind kind = TokenKind.INTEGER;
    passDigits();
    if (input.peek(0) == '.') {
      if (isDigit(input.peek(1))) {
        input.position++;
        passDigits();
        kind = TokenKind.DECIMAL;
      } else if (exponentLength(1) > 0) {
        input.position++;
      }
    }
    int exponentLength = exponentLength(0);
    if (exponentLength > 0) {
      input.position += exponentLength;
      passDigits();
      kind = TokenKind.DOUBLE;
    }
    return kind;
  }

  /// The length of `e` and a sign at `ahead` if a digit follows them, else 0.
  private int exponentLength(int ahead) {
    int letter = input.peek(ahead);
    if (letter != 'e' && letter != 'E') {
      return 0;
    }
    int length = isSign(input.peek(ahead + 1)) ? 2 : 1;
    return isDigit(input.peek(ahead + length)) ? length : 0;
  }

  private void passDigits() {
    while (isDigit(input.peek(0))) {
      input.position++;
    }
  }

  private static boolean isSign(int b) {
    return b == '+' || b == '-';
  }

  private static boolean isDigit(int b) {
    return b >= '0' && b <= '9';
  }
}
