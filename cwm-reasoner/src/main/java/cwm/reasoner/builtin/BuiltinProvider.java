package cwm.reasoner.builtin;

import java.util.List;

/// Brings builtins of somebody's own, in a jar on the class path or the module path.
///
/// The jar names the class in `META-INF/services/cwm.reasoner.builtin.BuiltinProvider`, or its
/// module `provides` it; [Builtins#installed()] finds it. The class is public, with a constructor
/// that takes nothing. `examples/own-builtin` has a complete one.
///
/// On the nodes of a cluster all have to have the same builtins.
public interface BuiltinProvider {

  /// The definitions, which a [Namespace] makes; called once.
  List<BuiltinDefinition> definitions();
}
