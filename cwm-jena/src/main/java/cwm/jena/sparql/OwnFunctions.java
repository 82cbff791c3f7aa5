package cwm.jena.sparql;

import java.util.Set;
import org.apache.jena.sparql.function.FunctionFactory;
import org.apache.jena.sparql.function.FunctionRegistry;
import org.apache.jena.sparql.pfunction.PropertyFunctionFactory;
import org.apache.jena.sparql.pfunction.PropertyFunctionRegistry;
import org.apache.jena.sparql.util.Context;
import org.jspecify.annotations.Nullable;

/// ARQ's functions without those that let whoever asks do more than ask: load classes by `java:`
/// IRIs, hold a thread up, or print.
final class OwnFunctions {
  private static final String CLASS_SCHEME = "java:";

  /// Names of ARQ's functions, under whichever of its namespaces.
  private static final Set<String> REFUSED = Set.of("wait", "print");

  private OwnFunctions() {}

  /// Has queries in a context find no others.
  static void only(Context context) {
    FunctionRegistry.set(context, new Functions());
    PropertyFunctionRegistry.set(context, new PropertyFunctions());
  }

  private static boolean isRefused(String iri) {
    int name = Math.max(iri.lastIndexOf('#'), iri.lastIndexOf('.')) + 1;
    return iri.startsWith(CLASS_SCHEME)
        || (iri.contains("/ARQ/function#") && REFUSED.contains(iri.substring(name)));
  }

  // ARQ's registries note what they are asked for, in maps that one thread may use at a time.

  private static final class Functions extends FunctionRegistry {
    private static final Object LOCK = new Object();
    private final FunctionRegistry standard = FunctionRegistry.get();

    @Override
    public @Nullable FunctionFactory getFunctionFactory(String iri) {
      synchronized (LOCK) {
        return isRefused(iri) ? null : standard.getFunctionFactory(iri);
      }
    }

    @Override
    public boolean isRegistered(String iri) {
      synchronized (LOCK) {
        return standard.isRegistered(iri);
      }
    }
  }

  private static final class PropertyFunctions extends PropertyFunctionRegistry {
    private static final Object LOCK = new Object();
    private final PropertyFunctionRegistry standard = PropertyFunctionRegistry.get();

    @Override
    public @Nullable PropertyFunctionFactory get(String iri) {
      synchronized (LOCK) {
        return manages(iri) ? standard.get(iri) : null;
      }
    }

    @Override
    public boolean manages(String iri) {
      synchronized (LOCK) {
        return !iri.startsWith(CLASS_SCHEME) && standard.manages(iri);
      }
    }

    @Override
    public boolean isRegistered(String iri) {
      synchronized (LOCK) {
        return standard.isRegistered(iri);
      }
    }
  }
}
