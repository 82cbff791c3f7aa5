package cwm.app;

import java.util.ArrayList;
import java.util.List;

/// What a command line may say of a node that stays up, and what only of one.
final class NodeUsage {
  private final List<String> given = new ArrayList<>();

  private NodeUsage() {}

  /// Of a node of a cluster.
  ///
  /// @throws UsageException if the command line asks for what such a node does not do
  static void checkMember(Options options, Script script) {
    stepsOfOneMachine(script)
        .refuse("acts on one machine only; a cluster applies all rules to their fixpoint");
    new NodeUsage()
        .add("--with", !options.arguments.isEmpty())
        .refuse("is for rules on one machine; those of a cluster have no arguments");
    if (!options.once) {
      outputs(options, script)
          .add("--strings", options.strings)
          .add("--data", has(script, Directive.KeepData.class))
          .add("--filter", applies(script, Directive.Manner.FILTER))
          .add("--query", applies(script, Directive.Manner.QUERY))
          .add("--sparql", script.asked().findAny().isPresent())
          .add("--results", options.results != null)
          .refuse(
              "is about what is printed, and a node of a cluster prints a result only with --once");
    }
    if (options.maxSteps != null && options.maxSteps < 1) {
      throw new UsageException("--max-steps must be positive, and is " + options.maxSteps);
    }
  }

  /// Of a single node that answers over HTTP.
  ///
  /// @throws UsageException if the command line asks for what such a node does not do
  static void checkSingle(Options options, Script script) {
    outputs(options, script)
        .add("--strings", options.strings)
        .refuse("is about what is printed, and with --http only answers of --sparql are");
  }

  /// @throws UsageException if the command line has flags that say nothing without a cluster
  static void refuseClusterFlags(Options options) {
    new NodeUsage()
        .add("--node-id", options.nodeId != null)
        .add("--listen", options.listen != null)
        .add("--advertise", options.advertise != null)
        .add("--seed-nodes", options.seedNodes != null)
        .add("--data-dir", options.dataDir != null)
        .add("--once", options.once)
        .add("--expect-nodes", options.expectNodes != null)
        .refuse("is for a node of a cluster; add --cluster-mode");
  }

  private static NodeUsage stepsOfOneMachine(Script script) {
    return new NodeUsage()
        .add("--rules", has(script, Directive.Pass.class))
        .add("--think=FILE", applies(script, Directive.Manner.TO_FIXPOINT))
        .add("--apply", applies(script, Directive.Manner.ONCE))
        .add("--purge", has(script, Directive.Purge.class))
        .add("--purge-rules", has(script, Directive.PurgeRules.class));
  }

  private static NodeUsage outputs(Options options, Script script) {
    var outputs =
        new NodeUsage()
            .add("--derived", options.derived)
            .add("--bySubject", options.bySubject)
            .add("--no", options.no)
            .add("--output", options.output != null);
    script.outputFormat().ifPresent(flag -> outputs.add(flag + " behind the inputs", true));
    return outputs;
  }

  private static boolean has(Script script, Class<? extends Directive> step) {
    return script.directives().stream().anyMatch(step::isInstance);
  }

  private static boolean applies(Script script, Directive.Manner manner) {
    return script.applied().anyMatch(apply -> apply.manner() == manner);
  }

  private NodeUsage add(String flag, boolean isGiven) {
    if (isGiven) {
      given.add(flag);
    }
    return this;
  }

  /// @param why goes on from a flag's name
  private void refuse(String why) {
    if (!given.isEmpty()) {
      String others =
          given.size() == 1
              ? ""
              : "; the same holds for " + String.join(", ", given.subList(1, given.size()));
      throw new UsageException(given.getFirst() + " " + why + others);
    }
  }
}
