package cwm.app;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/// Takes an option's value only from behind an equals sign, as in `--think=rules.n3`: what stands
/// behind a space is the next argument.
final class AttachedValue implements IParameterPreprocessor {
  /// The value of an option that has none; nobody can type it.
  static final String NONE = "\0";

  @Override
  @SuppressWarnings("JdkObsolete") // picocli's stack
  public boolean preprocess(
      Stack<String> args, CommandSpec command, ArgSpec argument, Map<String, Object> info) {
    if (!"=".equals(info.get("separator"))) {
      args.push(NONE);
    }
    return false; // picocli goes on
  }
}
