package cwm.app.config;

import static java.util.stream.Collectors.joining;

import cwm.ipc.IpcException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;

/// What a setting may be: reads it, and writes it back as TOML.
sealed interface Kind<T> {

  /// Reads what a file has.
  T ofToml(TomlValue value) throws BadValueException;

  /// Reads what an environment variable or a flag has.
  T ofText(String text) throws BadValueException;

  String toToml(T value);

  /// What is right, after `must be`: `a whole number from 1 to 1,024`.
  String description();

  /// Numbers, bare in a file.
  record WholeNumber(String unit, Range range) implements Kind<Long> {
    @Override
    public Long ofToml(TomlValue value) throws BadValueException {
      if (value instanceof TomlValue.WholeNumber(long number)) {
        return inRange(number);
      }
      String hint = value instanceof TomlValue.Text ? "; write it without quotes" : "";
      throw new BadValueException("must be " + description() + ", and is " + value + hint);
    }

    @Override
    public Long ofText(String text) throws BadValueException {
      try {
        return inRange(Long.parseLong(text));
      } catch (NumberFormatException _) {
        throw new BadValueException("must be " + description() + ", and is '" + text + "'");
      }
    }

    private Long inRange(long number) throws BadValueException {
      if (!range.contains(number)) {
        throw new BadValueException(
            String.format(Locale.ROOT, "must be %s, and is %,d", range, number));
      }
      return number;
    }

    @Override
    public String toToml(Long value) {
      return value.toString();
    }

    @Override
    public String description() {
      return "a whole number%s %s".formatted(unit.isEmpty() ? "" : " of " + unit, range);
    }
  }

  /// `true` or `false`.
  record YesNo() implements Kind<Boolean> {
    @Override
    public Boolean ofToml(TomlValue value) throws BadValueException {
      if (value instanceof TomlValue.YesNo(boolean isTrue)) {
        return isTrue;
      }
      String hint = value instanceof TomlValue.Text ? "; write it without quotes" : "";
      throw new BadValueException("must be " + description() + ", and is " + value + hint);
    }

    @Override
    public Boolean ofText(String text) throws BadValueException {
      return switch (text) {
        case "true" -> true;
        case "false" -> false;
        default ->
            throw new BadValueException("must be " + description() + ", and is '" + text + "'");
      };
    }

    @Override
    public String toToml(Boolean value) {
      return value.toString();
    }

    @Override
    public String description() {
      return "true or false";
    }
  }

  /// Whatever is text, in quotes in a file.
  ///
  /// @param reader throws `IllegalArgumentException` or [IpcException] for what is not right
  /// @param isSecret whether nobody may see the value, not even a wrong one
  record Text<T>(
      String description, Function<String, T> reader, Function<T, String> writer, boolean isSecret)
      implements Kind<T> {
    static final String HIDDEN = "***";

    @Override
    public T ofToml(TomlValue value) throws BadValueException {
      if (value instanceof TomlValue.Text(String text)) {
        return ofText(text);
      }
      throw new BadValueException(
          "must be " + description + ", in quotes" + (isSecret ? "" : ", and is " + value));
    }

    @Override
    public T ofText(String text) throws BadValueException {
      try {
        return reader.apply(text);
      } catch (IllegalArgumentException | IpcException _) {
        throw new BadValueException(
            "must be " + description + (isSecret ? "" : ", and is '" + text + "'"));
      }
    }

    @Override
    public String toToml(T value) {
      return quoted(isSecret ? HIDDEN : writer.apply(value));
    }

    /// A basic string of TOML.
    private static String quoted(String text) {
      var out = new StringBuilder("\"");
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '"' || c == '\\') {
          out.append('\\').append(c);
        } else if (c < ' ' || c == '\u007f') {
          out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
        } else {
          out.append(c);
        }
      }
      return out.append('"').toString();
    }
  }

  /// Any number of texts: an array in a file, separated by commas elsewhere.
  record Sequence<E>(Text<E> element) implements Kind<List<E>> {
    @Override
    public List<E> ofToml(TomlValue value) throws BadValueException {
      if (!(value instanceof TomlValue.Items(List<TomlValue.Item> items))) {
        String hint = value instanceof TomlValue.Text ? "; write it in [ ]" : "";
        throw new BadValueException("must be " + description() + ", and is " + value + hint);
      }
      List<E> elements = new ArrayList<>();
      List<BadValueException.Part> wrong = new ArrayList<>();
      for (TomlValue.Item item : items) {
        try {
          elements.add(element.ofToml(item.value()));
        } catch (BadValueException _) {
          wrong.add(wrong(OptionalInt.of(item.line()), item.value().toString()));
        }
      }
      return elementsUnless(wrong, elements);
    }

    @Override
    public List<E> ofText(String text) throws BadValueException {
      List<E> elements = new ArrayList<>();
      List<BadValueException.Part> wrong = new ArrayList<>();
      for (String item : Stream.of(text.split(",")).map(String::strip).toList()) {
        try {
          if (!item.isEmpty()) {
            elements.add(element.ofText(item));
          }
        } catch (BadValueException _) {
          wrong.add(wrong(OptionalInt.empty(), "'" + item + "'"));
        }
      }
      return elementsUnless(wrong, elements);
    }

    private BadValueException.Part wrong(OptionalInt line, String item) {
      return new BadValueException.Part(line, "must be " + description() + ", and has " + item);
    }

    private List<E> elementsUnless(List<BadValueException.Part> wrong, List<E> elements)
        throws BadValueException {
      if (!wrong.isEmpty()) {
        throw new BadValueException(wrong);
      }
      return List.copyOf(elements);
    }

    @Override
    public String toToml(List<E> value) {
      return value.stream().map(element::toToml).collect(joining(", ", "[", "]"));
    }

    @Override
    public String description() {
      return "a list, each " + element.description();
    }
  }
}
