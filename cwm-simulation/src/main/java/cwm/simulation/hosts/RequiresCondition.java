package cwm.simulation.hosts;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/// Skips what [Requires] more than there is, or fails it.
final class RequiresCondition implements ExecutionCondition {
  private static final String STRICT = "CWM_REQUIRE_ALL_TESTS";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    boolean isStrict = "yes".equals(System.getenv(STRICT));
    List<String> missing =
        AnnotationSupport.findAnnotation(context.getElement(), Requires.class).stream()
            .flatMap(requires -> Stream.of(requires.value()))
            .flatMap(facility -> facility.missing().stream())
            .toList();
    String test =
        context.getRequiredTestClass().getSimpleName()
            + context.getTestMethod().map(method -> "." + method.getName()).orElse("");
    ConditionEvaluationResult result = decide(test, missing, isStrict);
    result
        .getReason()
        .filter(_ -> result.isDisabled())
        .ifPresent(reason -> System.err.println("SKIPPED: " + test + " " + reason));
    return result;
  }

  /// @param missing what the test cannot have here, for people
  /// @param isStrict whether a test that cannot run fails
  static ConditionEvaluationResult decide(String test, List<String> missing, boolean isStrict) {
    String reason = String.join("; ", missing);
    if (missing.isEmpty()) {
      return ConditionEvaluationResult.enabled("everything is there");
    }
    if (isStrict) {
      throw new IllegalStateException(
          test + " " + reason + "; it may not be skipped with " + STRICT + "=yes");
    }
    return ConditionEvaluationResult.disabled(reason);
  }
}
