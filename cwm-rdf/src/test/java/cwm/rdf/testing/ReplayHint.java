package cwm.rdf.testing;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/// Adds to the failure of a test of [RandomSeeds] how to run its seed alone.
final class ReplayHint implements InvocationInterceptor {

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> invocationContext,
      ExtensionContext extensionContext)
      throws Throwable {
    try {
      invocation.proceed();
    } catch (TestAbortedException e) {
      throw e;
    } catch (Throwable e) {
      Object seed = invocationContext.getArguments().getFirst();
      throw new AssertionError(
          "%s%nrerun with -D%s=%s".formatted(e, RandomSeedsProvider.SEED_PROPERTY, seed), e);
    }
  }
}
