package cwm.jena.sparql;

import org.apache.jena.sparql.function.FunctionFactory;
import org.apache.jena.sparql.function.FunctionRegistry;
import org.apache.jena.sparql.pfunction.PropertyFunctionFactory;
import org.apache.jena.sparql.pfunction.PropertyFunctionRegistry;
import org.apache.jena.sparql.util.Context;
import org.jspecify.annotations.Nullable;

/// ARQ's functions without those that a query could have loaded as classes by `java:` IRIs: who may
/// ask may not thereby run code.
final class OwnFunctions {
  private static final String CLASS_SCHEME = "java:";

  private OwnFunctions() {}

  /// Has queries in a context find no others.
  static void only(Context context) {
    FunctionRegistry.set(context, new Functions());
    PropertyFunctionRegistry.set(context, new PropertyFunctions());
  }

  private static final class Functions extends FunctionRegistry {
    private final FunctionRegistry standard = FunctionRegistry.get();

    @Override
    public @Nullable FunctionFactory getFunctionFactory(String iri) {
      return iri.startsWith(CLASS_SCHEME) ? null : standard.getFunctionFactory(iri);
    }

    @Override
    public boolean isRegistered(String iri) {
      return standard.isRegistered(iri);
    }
  }

  private static final class PropertyFunctions extends PropertyFunctionRegistry {
    private final PropertyFunctionRegistry standard = PropertyFunctionRegistry.get();

    @Override
    public @Nullable PropertyFunctionFactory get(String iri) {
      return iri.startsWith(CLASS_SCHEME) ? null : standard.get(iri);
    }

    @Override
    public boolean manages(String iri) {
      return !iri.startsWith(CLASS_SCHEME) && standard.manages(iri);
    }

    @Override
    public boolean isRegistered(String iri) {
      return standard.isRegistered(iri);
    }
  }
}
