package cwm.ipc.wire;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import cwm.ipc.IpcException;
import cwm.ipc.message.Bytes;
import java.io.IOException;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads what [JsonWriter] writes, and the same with other white space and order of fields.
///
/// Between two calls the parser stands at the first token of the next value.
final class JsonReader implements WireReader {
  /// Messages nest five deep: variant, record, dictionary, definition, list of triples, triple.
  private static final int DEPTH_MAX = 16;

  /// Names are those of fields and variants. Longer ones could only fill the parser's table of
  /// names, which outlives the message.
  private static final int NAME_BYTES_MAX = 64;

  private static final int NUMBER_DIGITS_MAX = 20;

  /// A scratch array of more bytes than this is not kept for the next message.
  private static final int SCRATCH_BYTES_KEPT = 64 << 10;

  // Names are not interned: unknown ones would stay in the JVM for good.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxNameLength(NAME_BYTES_MAX)
                  .maxNumberLength(NUMBER_DIGITS_MAX)
                  .maxStringLength(MessageEncoder.MESSAGE_BYTES_MAX)
                  .build())
          .build();

  private @Nullable JsonParser parser;
  private byte[] scratch = {};

  @Override
  public void start(byte[] bytes, int start, int end) {
    int invalid = Utf8.invalidAt(bytes, start, end);
    if (invalid >= 0) {
      throw Malformed.at(invalid - start, "a text that is not UTF-8");
    }
    // The parser would take NULs and a byte order mark for signs of another encoding.
    for (int i = start; i < Math.min(end, start + 4); i++) {
      if (bytes[i] <= 0) {
        throw Malformed.at(i - start, "a character that JSON cannot start with");
      }
    }
    if (scratch.length > SCRATCH_BYTES_KEPT) {
      scratch = new byte[0];
    }
    try {
      parser = FACTORY.createParser(bytes, start, end - start);
      advance();
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  @Override
  public void finish() {
    try (JsonParser toClose = parser()) {
      if (toClose.nextToken() != null) {
        throw malformed("something follows the message");
      }
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  private JsonParser parser() {
    return Objects.requireNonNull(parser);
  }

  @Override
  public int position() {
    return (int) parser().currentTokenLocation().getByteOffset();
  }

  private IpcException malformed(IOException e) {
    return e instanceof JacksonException jackson && jackson.getLocation() != null
        ? Malformed.at((int) jackson.getLocation().getByteOffset(), jackson.getOriginalMessage(), e)
        : malformed("no JSON: " + e.getMessage());
  }

  /// Goes to the next token, of which there must be one.
  private JsonToken advance() throws IOException {
    JsonToken token = parser().nextToken();
    if (token == null) {
      throw new JsonParseException(parser(), "the message ends too early");
    }
    return token;
  }

  private void require(JsonToken token, String what) {
    if (parser().currentToken() != token) {
      throw malformed("%s instead of %s".formatted(shown(), what));
    }
  }

  /// The current token, in words.
  private String shown() {
    return switch (Objects.requireNonNull(parser().currentToken())) {
      case START_OBJECT -> "an object";
      case END_OBJECT -> "the end of an object";
      case START_ARRAY -> "an array";
      case END_ARRAY -> "the end of an array";
      case FIELD_NAME -> "a field";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT -> "a number";
      case VALUE_NUMBER_FLOAT -> "a number that is no integer";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      case VALUE_NULL -> "null";
      case VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE -> "nothing";
    };
  }

  @Override
  public int beginVariant(Names variants) {
    require(JsonToken.START_OBJECT, "an object with the variant of " + variants.owner());
    try {
      if (advance() != JsonToken.FIELD_NAME) {
        throw malformed("no variant of " + variants.owner());
      }
      int index = named(variants, parser().currentName(), "variant");
      advance();
      return index;
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  private int named(Names names, String name, String what) {
    int index = names.indexOf(name);
    if (index == Names.UNKNOWN) {
      throw malformed("unknown %s %s of %s".formatted(what, Malformed.quote(name), names.owner()));
    }
    return index;
  }

  @Override
  public void endVariant() {
    try {
      advance();
    } catch (IOException e) {
      throw malformed(e);
    }
    require(JsonToken.END_OBJECT, "the end of the object, which has one entry");
  }

  @Override
  public int constant(Names constants) {
    return named(constants, text(), "variant");
  }

  @Override
  public void beginRecord(Names fields) {
    require(JsonToken.START_OBJECT, "an object with the fields of " + fields.owner());
  }

  @Override
  public int nextField(Names fields, int previous) {
    try {
      if (advance() == JsonToken.END_OBJECT) {
        return END;
      }
      int index = named(fields, parser().currentName(), "field");
      advance();
      return index;
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  @Override
  public int beginList() {
    require(JsonToken.START_ARRAY, "an array");
    return UNKNOWN_COUNT;
  }

  @Override
  public boolean hasElement(int index, int count) {
    try {
      return advance() != JsonToken.END_ARRAY;
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  @Override
  public int beginTriples() {
    return beginList();
  }

  @Override
  public void beginPair() {
    require(JsonToken.START_ARRAY, "an array of two");
    betweenPair();
  }

  @Override
  public void betweenPair() {
    try {
      advance();
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  @Override
  public void endPair() {
    betweenPair();
    require(JsonToken.END_ARRAY, "the end of an array of two");
  }

  @Override
  public boolean some() {
    return parser().currentToken() != JsonToken.VALUE_NULL;
  }

  @Override
  public boolean bool() {
    if (parser().currentToken() != JsonToken.VALUE_TRUE) {
      require(JsonToken.VALUE_FALSE, "true or false");
      return false;
    }
    return true;
  }

  @Override
  public int u32() {
    require(JsonToken.VALUE_NUMBER_INT, "a number");
    try {
      return id();
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  private int id() throws IOException {
    int value = parser().getIntValue();
    if (value < 0) {
      throw malformed("a negative number");
    }
    return value;
  }

  @Override
  public long u64() {
    require(JsonToken.VALUE_NUMBER_INT, "a number");
    try {
      String digits = parser().getText();
      if (digits.charAt(0) == '-') {
        throw malformed("a negative number");
      }
      return Long.parseUnsignedLong(digits);
    } catch (NumberFormatException _) {
      throw malformed("a number of more than 64 bits");
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  @Override
  public String text() {
    require(JsonToken.VALUE_STRING, "a string");
    try {
      String text = parser().getText();
      if (Utf8.unpairedSurrogate(text) >= 0) {
        throw malformed("a string with an unpaired surrogate");
      }
      return text;
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  @Override
  public void text(TextSlice target) {
    require(JsonToken.VALUE_STRING, "a string");
    try {
      char[] chars = parser().getTextCharacters();
      int start = parser().getTextOffset();
      int length = encode(chars, start, start + parser().getTextLength());
      target.set(scratch, 0, length);
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /// Writes `chars[start, end)` to the start of the scratch array in UTF-8.
  private int encode(char[] chars, int start, int end) {
    if (scratch.length < 3L * (end - start)) {
      scratch = new byte[(int) Math.min(Integer.MAX_VALUE - 8, 4L * (end - start))];
    }
    byte[] utf8 = scratch;
    int at = 0;
    for (int i = start; i < end; i++) {
      char c = chars[i];
      if (c < 0x80) {
        utf8[at++] = (byte) c;
      } else if (c < 0x800) {
        utf8[at++] = (byte) (0xc0 | (c >> 6));
        utf8[at++] = (byte) (0x80 | (c & 0x3f));
      } else if (!Character.isSurrogate(c)) {
        utf8[at++] = (byte) (0xe0 | (c >> 12));
        utf8[at++] = (byte) (0x80 | ((c >> 6) & 0x3f));
        utf8[at++] = (byte) (0x80 | (c & 0x3f));
      } else {
        if (i + 1 == end || !Character.isSurrogatePair(c, chars[i + 1])) {
          throw malformed("a string with an unpaired surrogate");
        }
        int character = Character.toCodePoint(c, chars[++i]);
        utf8[at++] = (byte) (0xf0 | (character >> 18));
        utf8[at++] = (byte) (0x80 | ((character >> 12) & 0x3f));
        utf8[at++] = (byte) (0x80 | ((character >> 6) & 0x3f));
        utf8[at++] = (byte) (0x80 | (character & 0x3f));
      }
    }
    return at;
  }

  @Override
  public Bytes bytes() {
    require(JsonToken.VALUE_STRING, "a string in base64");
    try {
      String text = parser().getText();
      if (text.length() % 4 != 0) {
        throw malformed("a string whose length is no multiple of 4, as base64 has it");
      }
      return Bytes.copyOf(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw malformed("a string that is not base64: " + e.getMessage());
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  @Override
  public int triples(int[] ids, int rowCountMax) {
    try {
      for (int row = 0; row < rowCountMax; row++) {
        if (advance() == JsonToken.END_ARRAY) {
          return row;
        }
        require(JsonToken.START_ARRAY, "a triple, which is an array of three");
        for (int i = 3 * row; i < 3 * row + 3; i++) {
          if (advance() != JsonToken.VALUE_NUMBER_INT) {
            throw malformed(shown() + " instead of a number");
          }
          ids[i] = id();
        }
        if (advance() != JsonToken.END_ARRAY) {
          throw malformed(shown() + " after the three numbers of a triple");
        }
      }
      return rowCountMax;
    } catch (IOException e) {
      throw malformed(e);
    }
  }
}
