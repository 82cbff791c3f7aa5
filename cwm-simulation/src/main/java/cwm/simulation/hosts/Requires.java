package cwm.simulation.hosts;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// A test, or all tests of a class, that cannot run where the system lacks something.
///
/// There they are skipped, with a line on standard error for each; or they fail, if the environment
/// variable `CWM_REQUIRE_ALL_TESTS` is `yes`, as `.ci/run` sets it.
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ExtendWith(RequiresCondition.class)
public @interface Requires {
  /// All of these.
  Facility[] value();
}
