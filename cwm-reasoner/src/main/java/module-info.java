/// Rules, plans, builtins and the semi-naive engine.
module cwm.reasoner {
  requires transitive cwm.rdf;
  requires static transitive org.jspecify;

  exports cwm.reasoner;
  exports cwm.reasoner.builtin;
  exports cwm.reasoner.engine;
  exports cwm.reasoner.partition;
  exports cwm.reasoner.rule;

  uses cwm.reasoner.builtin.BuiltinProvider;
}
