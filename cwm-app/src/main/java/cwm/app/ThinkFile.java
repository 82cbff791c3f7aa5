package cwm.app;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Lets `--think` have a file only if it is attached: `--think=rules.n3`. What stands behind a
/// `--think` alone is the next argument.
final class ThinkFile implements IParameterPreprocessor {
  /// In place of the file where there is none; no file has such a name.
  private static final String NONE = "\0";

  /// Whether a `--think` has a file.
  ///
  /// @param value what picocli took for its value
  static boolean isGiven(OptionSpec think, String value) {
    return think.arity().max() > 0 && !value.equals(NONE);
  }

  @Override
  @SuppressWarnings("JdkObsolete") // picocli's stack
  public boolean preprocess(
      Stack<String> args, CommandSpec commandSpec, ArgSpec argSpec, Map<String, Object> info) {
    if (" ".equals(info.get("separator"))) {
      args.push(NONE);
    }
    return false; // picocli goes on
  }
}
