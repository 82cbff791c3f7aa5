package cwm.app;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The names in the text of the specification, spelled as `docs/specification-map.md` spells them.
final class SpecificationNames {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\n(.*?)^```$");
  private static final Pattern COMMENT_OR_STRING = Pattern.compile("//.*|\"[^\"\n]*\"");
  private static final Pattern TYPE = Pattern.compile("(?s)pub (struct|enum) (\\w+) \\{(.*?)\n\\}");
  private static final Pattern FIELD = Pattern.compile("(?m)^\\s+(?:pub )?(\\w+): (.*),");
  private static final Pattern VARIANT = Pattern.compile("(?m)^    (\\w+)(?: \\{(.*?)\\})?,");
  private static final Pattern VARIANT_FIELD = Pattern.compile("(\\w+): ([^,}]+(?:<[^>]*>)?)");
  private static final Pattern TYPE_NAME = Pattern.compile("\\b[A-Z]\\w*[a-z]\\w*\\b");
  private static final Pattern USE = Pattern.compile("(?m)^use ([\\w:]+)::\\{?([\\w, ]+)\\}?;");
  private static final Pattern PATH = Pattern.compile("\\b([A-Z]\\w+)::(\\w+)\\b");
  private static final Pattern CALL = Pattern.compile("\\b([a-z]\\w*)\\.(\\w+)\\(");
  private static final Pattern FUNCTION = Pattern.compile("= (\\w+)\\(");
  private static final Pattern KEY =
      Pattern.compile("(?m)^\\[(\\w+)\\]$|^(\\w+) = [^#\n]*(?:# *(\\w+(?:, \\w+)+)$)?");
  private static final Pattern FLAG = Pattern.compile("--[a-z][a-z-]*");
  private static final Pattern ENDPOINT = Pattern.compile("curl http://[^/]+(\\S+)");
  private static final Pattern JSON = Pattern.compile("([\\[\\]])|\"(\\w+)\":");
  private static final Pattern TABLE_OF_KINDS =
      Pattern.compile("(?m)^\\| (Transport|Format) \\|.*\n\\|[-| ]+\n((?:\\|.*\n)+)");
  private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| ([^|]+?) \\|");
  private static final Pattern STRATEGY = Pattern.compile("(?m)^- \\*\\*(\\w+-based|Random)\\*\\*");
  private static final Set<String> RUST = Set.of("String", "Vec", "Option", "Default");

  private final Set<String> names = new LinkedHashSet<>();
  private String endpoint = "";

  private SpecificationNames() {}

  static Set<String> in(String text) {
    var found = new SpecificationNames();
    matches(BLOCK, text)
        .forEach(
            block -> {
              switch (block.group(1)) {
                case "rust" ->
                    found.readRust(COMMENT_OR_STRING.matcher(block.group(2)).replaceAll(""));
                case "toml" -> found.readToml(block.group(2));
                case "bash" -> found.readBash(block.group(2));
                case "json" -> found.readJson(block.group(2));
                default -> throw new IllegalStateException("code in " + block.group(1));
              }
            });
    matches(TABLE_OF_KINDS, text)
        .forEach(
            table ->
                matches(FIRST_CELL, table.group(2))
                    .forEach(cell -> found.add(table.group(1) + ": " + cell.group(1))));
    matches(STRATEGY, text).forEach(strategy -> found.add("Strategy: " + strategy.group(1)));
    return found.names;
  }

  private void readRust(String code) {
    matches(TYPE, code)
        .forEach(
            type -> {
              add(type.group(2));
              if (type.group(1).equals("struct")) {
                matches(FIELD, type.group(3))
                    .forEach(field -> addField(type.group(2) + ".", field));
              } else {
                matches(VARIANT, type.group(3))
                    .forEach(variant -> readVariant(type.group(2), variant));
              }
            });
    matches(USE, code)
        .forEach(
            use -> {
              add(use.group(1));
              Stream.of(use.group(2).split(", ")).forEach(this::add);
            });
    matches(PATH, code)
        .filter(path -> !RUST.contains(path.group(1)))
        .forEach(
            path -> {
              add(path.group(1));
              add(path.group(1) + "::" + path.group(2));
            });
    matches(CALL, code).forEach(call -> add(call.group(1) + "." + call.group(2)));
    matches(FUNCTION, code).forEach(function -> add(function.group(1)));
  }

  private void readVariant(String type, MatchResult variant) {
    String name = type + "::" + variant.group(1);
    add(name);
    if (variant.group(2) != null) {
      matches(VARIANT_FIELD, variant.group(2)).forEach(field -> addField(name + ".", field));
    }
  }

  private void addField(String prefix, MatchResult field) {
    add(prefix + field.group(1));
    matches(TYPE_NAME, field.group(2))
        .map(MatchResult::group)
        .filter(type -> !RUST.contains(type))
        .forEach(this::add);
  }

  private void readToml(String text) {
    String[] section = {""};
    matches(KEY, text)
        .forEach(
            line -> {
              if (line.group(1) != null) {
                section[0] = line.group(1);
                return;
              }
              String key = "[" + section[0] + "] " + line.group(2);
              add(key);
              if (line.group(3) != null) {
                Stream.of(line.group(3).split(", ")).forEach(value -> add(key + " = " + value));
              }
            });
  }

  private void readBash(String text) {
    matches(FLAG, text).forEach(flag -> add(flag.group()));
    matches(ENDPOINT, text)
        .forEach(
            call -> {
              endpoint = "GET " + call.group(1);
              add(endpoint);
            });
  }

  private void readJson(String text) {
    String[] inside = {""};
    matches(JSON, text)
        .forEach(
            token -> {
              if (token.group(1) == null) {
                add(endpoint + " " + inside[0] + token.group(2));
              } else {
                inside[0] = token.group(1).equals("[") ? "members[]." : "";
              }
            });
  }

  private void add(String name) {
    names.add(name);
  }

  private static Stream<MatchResult> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results();
  }
}
