package cwm.rdf.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/// Runs a test method, whose first parameter is `long seed`, for the seeds 0 to [#value()] - 1.
///
/// A failure names its seed and how to run it alone: `-Dcwm.seed=8124`. With `-Dcwm.soak=true`
/// there are ten times as many seeds.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ParameterizedTest(name = "seed {0}")
@ArgumentsSource(RandomSeedsProvider.class)
@ExtendWith(ReplayHint.class)
public @interface RandomSeeds {
  /// How many seeds.
  int value();
}
