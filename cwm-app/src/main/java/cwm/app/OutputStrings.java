package cwm.app;

import cwm.rdf.store.FactTable;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Log;
import cwm.reasoner.partition.PartitionedStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The text that `log:outputString` statements make: their objects in the order of their subjects,
/// one after the other.
final class OutputStrings {
  private static final Iri OUTPUT_STRING = new Iri(Log.NAMESPACE + "outputString");

  private OutputStrings() {}

  private record Piece(String key, String text) {}

  static String of(PartitionedStore facts) {
    TermDictionary dictionary = facts.dictionary();
    List<Piece> pieces = new ArrayList<>();
    facts
        .tables(dictionary.find(OUTPUT_STRING))
        .forEach(table -> collect(table, dictionary, pieces));
    pieces.sort(Comparator.comparing(Piece::key).thenComparing(Piece::text));
    StringBuilder text = new StringBuilder();
    pieces.forEach(piece -> text.append(piece.text()));
    return text.toString();
  }

  private static void collect(FactTable table, TermDictionary dictionary, List<Piece> pieces) {
    for (int row = 0; row < table.rowCount(); row++) {
      int object = table.object(row);
      if (dictionary.kind(object) == TermKind.LITERAL) {
        pieces.add(new Piece(key(table.subject(row), dictionary), dictionary.text(object)));
      }
    }
  }

  private static String key(int subject, TermDictionary dictionary) {
    return switch (dictionary.kind(subject)) {
      case IRI, LITERAL, VARIABLE -> dictionary.text(subject);
      case BLANK_NODE, LIST, FORMULA, TRIPLE -> dictionary.term(subject).toString();
    };
  }
}
