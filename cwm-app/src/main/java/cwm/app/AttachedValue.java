package cwm.app;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/// Takes an option's value only from behind an equals sign: what stands behind a space is the next
/// argument. Without a value the option has the empty text.
final class AttachedValue implements IParameterPreprocessor {
  private static final String SEPARATOR = "separator";

  @Override
  @SuppressWarnings("JdkObsolete") // picocli has it so
  public boolean preprocess(
      Stack<String> args, CommandSpec command, ArgSpec argument, Map<String, Object> info) {
    if (!"=".equals(info.get(SEPARATOR))) {
      args.push("");
    }
    return false;
  }
}
