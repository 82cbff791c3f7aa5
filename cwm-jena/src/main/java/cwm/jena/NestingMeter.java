package cwm.jena;

/// Counts how many brackets are open in a text that goes by, those in strings, IRIs and comments
/// aside. It is lenient: whether the text is right is the parser's matter.
final class NestingMeter {
  /// What the bytes at hand are part of.
  private enum State {
    OUTSIDE,
    /// Behind a `<`: an IRI, unless another follows.
    ANGLE,
    IRI,
    COMMENT,
    /// Behind the first quote of a string.
    QUOTE,
    /// Behind two quotes: an empty string, unless another follows.
    TWO_QUOTES,
    STRING,
    LONG_STRING
  }

  private final Nesting nesting;
  private State state = State.OUTSIDE;
  private int depth;
  private int depthSeen;
  private byte quote;
  private int quotesAtEnd; // of a long string
  private boolean isEscaped;

  NestingMeter(Nesting nesting) {
    this.nesting = nesting;
  }

  /// The most brackets that were open at once.
  int depthSeen() {
    return depthSeen;
  }

  void pass(byte[] text, int start, int end) {
    if (nesting == Nesting.IN_ELEMENTS) {
      return;
    }
    for (int i = start; i < end; i++) {
      pass(text[i]);
    }
  }

  private void pass(byte b) {
    switch (state) {
      case OUTSIDE -> outside(b);
      case ANGLE -> state = b == '<' || b == '>' ? State.OUTSIDE : State.IRI;
      case IRI -> state = b == '>' ? State.OUTSIDE : State.IRI;
      case COMMENT -> state = b == '\n' || b == '\r' ? State.OUTSIDE : State.COMMENT;
      case QUOTE -> {
        if (b == quote) {
          state = nesting == Nesting.IN_JSON ? State.OUTSIDE : State.TWO_QUOTES;
        } else {
          state = State.STRING;
          string(b);
        }
      }
      case TWO_QUOTES -> {
        if (b == quote) {
          state = State.LONG_STRING;
          quotesAtEnd = 0;
        } else {
          state = State.OUTSIDE;
          outside(b);
        }
      }
      case STRING -> string(b);
      case LONG_STRING -> longString(b);
    }
  }

  private void outside(byte b) {
    switch (b) {
      case '[', '{', '(' -> {
        depth++;
        depthSeen = Math.max(depthSeen, depth);
      }
      case ']', '}', ')' -> depth = Math.max(0, depth - 1);
      case '"' -> open(b);
      case '\'' -> {
        if (nesting == Nesting.IN_TERMS) {
          open(b);
        }
      }
      case '<' -> state = nesting == Nesting.IN_TERMS ? State.ANGLE : State.OUTSIDE;
      case '#' -> state = nesting == Nesting.IN_TERMS ? State.COMMENT : State.OUTSIDE;
      default -> {}
    }
  }

  private void open(byte b) {
    state = State.QUOTE;
    quote = b;
    isEscaped = false;
  }

  private void string(byte b) {
    if (isEscaped) {
      isEscaped = false;
    } else if (b == '\\') {
      isEscaped = true;
    } else if (b == quote) {
      state = State.OUTSIDE;
    }
  }

  private void longString(byte b) {
    if (isEscaped) {
      isEscaped = false;
      quotesAtEnd = 0;
    } else if (b == '\\') {
      isEscaped = true;
    } else if (b != quote) {
      quotesAtEnd = 0;
    } else if (++quotesAtEnd == 3) {
      state = State.OUTSIDE;
    }
  }
}
