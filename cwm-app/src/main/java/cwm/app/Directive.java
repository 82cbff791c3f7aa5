package cwm.app;

import cwm.rdf.n3.Syntax;
import java.util.Optional;

/// One thing that the command does, in the order of the command line.
sealed interface Directive {

  /// Reads an input.
  ///
  /// @param syntax as a format flag before it says; empty to go by the file's name
  /// @param base as `--base` before it says; empty for the input's own IRI
  record Load(String input, Optional<Syntax> syntax, Optional<String> base) implements Directive {}

  /// Runs the rules to the fixpoint (`--think`).
  record Think() implements Directive {}

  /// Runs each rule once (`--rules`).
  record Pass() implements Directive {}

  /// Drops what mentions formulas or variables (`--data`).
  record KeepData() implements Directive {}
}
