package cwm.app;

import java.util.Optional;

/// One thing that the command does, in the order of the command line.
sealed interface Directive {

  /// Reads an input.
  ///
  /// @param syntax as a format flag before it says; empty to go by the file's name
  /// @param base as `--base` before it says; empty for the input's own IRI
  record Load(String input, Optional<DocumentSyntax> syntax, Optional<String> base)
      implements Directive {}

  /// Runs the rules to the fixpoint (`--think`).
  record Think() implements Directive {}

  /// Runs each rule once (`--rules`).
  record Pass() implements Directive {}

  /// Runs the rules of a file, which do not become part of the store (`--apply=F` and its kin).
  ///
  /// @param base as `--base` before it says; empty for the file's own IRI
  record Apply(Manner manner, String file, Optional<String> base) implements Directive {}

  /// Answers a query in SPARQL, or does an update (`--sparql=F`, and `--query=F` for a file that is
  /// named like one).
  ///
  /// @param base as `--base` before it says; empty for the file's own IRI
  record Ask(String file, Optional<String> base) implements Directive {}

  /// Drops what mentions formulas or variables (`--data`).
  record KeepData() implements Directive {}

  /// Drops what mentions a member of `log:Chaff` (`--purge`).
  record Purge() implements Directive {}

  /// Drops the rules (`--purge-rules`).
  record PurgeRules() implements Directive {}

  /// What becomes of the conclusions of a file's rules.
  enum Manner {
    /// The rules run once, and their conclusions are added.
    ONCE("--apply"),
    /// The rules run to their fixpoint, and their conclusions are added.
    TO_FIXPOINT("--think"),
    /// The rules run once, and their conclusions are all that stays.
    FILTER("--filter"),
    /// As [#FILTER], for queries in N3QL.
    QUERY("--query");

    private final String flag;

    Manner(String flag) {
      this.flag = flag;
    }

    String flag() {
      return flag;
    }

    /// Whether it leaves the conclusions only.
    boolean isFilter() {
      return this == FILTER || this == QUERY;
    }
  }
}
