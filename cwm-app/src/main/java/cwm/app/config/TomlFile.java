package cwm.app.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/// What a file of TOML says, with lines. This class alone knows the parser.
///
/// @param name as people know the file
/// @param tables in order of their lines; what stands outside of all is in one without a name
record TomlFile(String name, List<Table> tables) {
  /// More than any configuration has. A file within these bounds takes well under a second, and the
  /// parser, which recurses, no more stack than any thread has.
  static final int BYTES_MAX = 1 << 16;

  static final int BRACKETS_MAX = 256;

  TomlFile {
    tables = List.copyOf(tables);
  }

  /// @param line where it begins
  record Table(String name, int line, List<Entry> entries) {
    Table {
      entries = List.copyOf(entries);
    }
  }

  record Entry(String key, TomlValue value, int line) {}

  /// @param name as people know the file
  /// @throws ConfigurationException if it cannot be read or is no TOML, with all places where it is
  ///   not
  static TomlFile read(String name, Path path) {
    String text = decode(name, bytes(name, path));
    long brackets = text.chars().filter(c -> c == '[' || c == '{').count();
    if (brackets > BRACKETS_MAX) {
      throw failure(
          Mistake.elsewhere(
              name
                  + ": has more than "
                  + BRACKETS_MAX
                  + " opening brackets, and no configuration does; is this the file you meant?"));
    }
    TomlParseResult parsed = Toml.parse(text);
    List<String> lines = text.lines().toList();
    if (parsed.hasErrors()) {
      throw new ConfigurationException(
          parsed.errors().stream().map(error -> mistake(name, error, lines)).toList());
    }
    return new TomlFile(name, tables(parsed, lines));
  }

  private static ConfigurationException failure(Mistake mistake) {
    return new ConfigurationException(List.of(mistake));
  }

  private static byte[] bytes(String name, Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(BYTES_MAX + 1);
      if (bytes.length > BYTES_MAX) {
        throw failure(
            Mistake.elsewhere(
                name
                    + ": is larger than "
                    + (BYTES_MAX >> 10)
                    + " KiB, and no configuration is; is this the file you meant?"));
      }
      return bytes;
    } catch (NoSuchFileException _) {
      throw failure(Mistake.elsewhere(name + ": there is no such file"));
    } catch (IOException e) {
      throw failure(Mistake.elsewhere(name + ": cannot be read: " + e.getMessage()));
    }
  }

  private static String decode(String name, byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    out.flip();
    if (result.isError()) {
      int line = 1 + Math.toIntExact(out.chars().filter(c -> c == '\n').count());
      throw failure(Mistake.inFile(name, line, "is no UTF-8; save the file as UTF-8"));
    }
    return out.toString();
  }

  /// The parser quotes what it cannot read, which must not be a secret.
  private static Mistake mistake(String name, TomlParseError error, List<String> lines) {
    int line = error.position().line();
    String text = line <= lines.size() ? lines.get(line - 1) : "";
    return Mistake.inFile(
        name,
        line,
        secret(text)
            .map(key -> "is no TOML; write the secret in quotes: " + key + " = \"...\"")
            .orElseGet(error::getMessage));
  }

  private static Optional<String> secret(String line) {
    return Keys.ALL.stream()
        .filter(Key::isSecret)
        .map(Key::name)
        .filter(key -> Pattern.compile("\\b" + key + "\\b").matcher(line).find())
        .findFirst();
  }

  private static List<Table> tables(TomlTable root, List<String> lines) {
    List<Table> tables = new ArrayList<>();
    List<Entry> outside = new ArrayList<>();
    for (String key : root.keySet()) {
      int line = line(root.inputPositionOf(List.of(key)));
      Object value = root.get(List.of(key));
      if (value instanceof TomlTable table) {
        tables.add(new Table(key, line, entries(table, lines)));
      } else {
        outside.add(new Entry(key, value(value, lines), line));
      }
    }
    tables.add(new Table("", 1, outside));
    tables.sort(Comparator.comparingInt(Table::line));
    return tables;
  }

  private static List<Entry> entries(TomlTable table, List<String> lines) {
    return table.keySet().stream()
        .map(
            key ->
                new Entry(
                    key,
                    value(table.get(List.of(key)), lines),
                    line(table.inputPositionOf(List.of(key)))))
        .sorted(Comparator.comparingInt(Entry::line))
        .toList();
  }

  private static TomlValue value(@Nullable Object value, List<String> lines) {
    return switch (value) {
      case String text -> new TomlValue.Text(text);
      case Long number -> new TomlValue.WholeNumber(number);
      case Boolean isTrue -> new TomlValue.YesNo(isTrue);
      case TomlArray array -> items(array, lines);
      case TomlTable _ -> new TomlValue.Other("a table");
      case Double number -> new TomlValue.Other(number.toString());
      case null, default -> new TomlValue.Other("a date or a time");
    };
  }

  private static TomlValue items(TomlArray array, List<String> lines) {
    List<TomlValue.Item> items = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      Object item = array.get(i);
      // Not what lists of lists hold: nobody needs to know.
      TomlValue value =
          item instanceof TomlArray ? new TomlValue.Other("a list") : value(item, lines);
      items.add(new TomlValue.Item(value, lineOfItem(array.inputPositionOf(i), lines)));
    }
    return new TomlValue.Items(items);
  }

  /// The parser counts line ends and comments before an item of a list to the item.
  private static int lineOfItem(TomlPosition position, List<String> lines) {
    int start = position.column() - 1;
    for (int line = position.line(); line <= lines.size(); line++) {
      String text = lines.get(line - 1);
      String rest = text.substring(Math.min(start, text.length())).strip();
      if (!rest.isEmpty() && rest.charAt(0) != '#') {
        return line;
      }
      start = 0;
    }
    return position.line();
  }

  private static int line(@Nullable TomlPosition position) {
    return position == null ? 1 : position.line();
  }
}
