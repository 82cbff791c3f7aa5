package cwm.reasoner.builtin;

import static cwm.reasoner.builtin.Namespace.RDF;

import cwm.rdf.store.TermDictionary;
import java.util.Arrays;
import java.util.List;

/// The entries of `rdf:`, for list terms.
final class RdfBuiltins {
  static final Builtin FIRST =
      ListShapes.function((_, members) -> members.length == 0 ? TermDictionary.NONE : members[0]);
  static final Builtin REST =
      ListShapes.function(
          (dictionary, members) ->
              members.length == 0
                  ? TermDictionary.NONE
                  : ListShapes.intern(dictionary, Arrays.copyOfRange(members, 1, members.length)));

  static final List<BuiltinDefinition> ALL =
      List.of(
          RDF.function("first", "list; its first member", FIRST)
              .from("RDF Schema §5.2.2")
              .showing("(1 2) rdf:first 1")
              .remark("what the list would say in triples"),
          RDF.function("rest", "list; all members but the first", REST)
              .from("RDF Schema §5.2.3")
              .showing("(1 2) rdf:rest (2)"));

  private RdfBuiltins() {}
}
