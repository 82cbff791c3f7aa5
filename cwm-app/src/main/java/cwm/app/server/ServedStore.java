package cwm.app.server;

import cwm.jena.sparql.SparqlAnswer;
import cwm.jena.sparql.SparqlRequest;
import cwm.rdf.n3.Source;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The store that requests ask and change: many may ask at the same time, or one may change it.
///
/// Where rules are in force they have run whenever somebody is answered, unless who changed the
/// store last put that off. Graphs are named by their IRIs; no name is the default graph, which is
/// what rules read.
///
/// Who waits longer for others than an answer may take gets a [cwm.jena.sparql.SparqlException].
public interface ServedStore {
  TermDictionary dictionary();

  /// The syntaxes that documents may come in. What is written is in the first of them unless a
  /// client wishes otherwise.
  List<ServedSyntax> syntaxes();

  /// Namespaces by prefix, for what is written.
  Map<String, String> prefixes();

  /// What the store needs before it can be used again, for people; empty if it can be used.
  default Optional<String> waitingFor() {
    return Optional.empty();
  }

  /// Answers a query.
  ///
  /// @param timeout how long it may take until `taker` has all of it
  /// @param taker gets the answer, which nobody changes meanwhile, and need not close it; it is to
  ///   be done with it in that time
  /// @throws cwm.jena.sparql.SparqlException if it takes too long or fails
  void ask(SparqlRequest.OfQuery query, Duration timeout, Consumer<SparqlAnswer> taker);

  /// Does updates.
  ///
  /// @param thinks whether rules run before this returns
  /// @throws cwm.jena.sparql.SparqlException if one fails: those before it have been done
  Change update(SparqlRequest.OfUpdate update, Duration timeout, boolean thinks);

  /// The statements of a graph, as they are now.
  ///
  /// @return empty if there is no such graph
  Optional<TripleList> graph(Optional<String> name);

  /// Adds the statements of a document to a graph.
  ///
  /// @param replaces whether the graph is to have no others
  /// @throws cwm.jena.sparql.SparqlException if the document has mistakes, and nothing is changed
  Change load(Optional<String> name, Document document, boolean replaces, boolean thinks);

  /// Takes a graph away with all that inputs and updates have stated in it.
  ///
  /// @return empty if there is no such graph
  Optional<Change> drop(Optional<String> name, boolean thinks);

  /// How many facts there are, as of the last change; empty if the store does not know. Waits for
  /// nobody.
  default Optional<Size> size() {
    return Optional.empty();
  }

  /// What the store does now that takes its time, for people; empty if it does nothing, or does not
  /// know. Waits for nobody.
  default Optional<String> doing() {
    return Optional.empty();
  }

  /// How many facts there are.
  ///
  /// @param factCount facts of the default graph
  /// @param derivedCount how many of them no input or update has stated
  record Size(long factCount, long derivedCount) {}

  /// A document that a request carries.
  ///
  /// @param mediaType of its syntax, without parameters
  /// @param base what its relative IRIs are resolved against
  record Document(Source source, String mediaType, String base) {}

  /// What came of a change.
  ///
  /// @param madeGraph whether the graph was not there before
  /// @param size of the default graph; empty if that is not known, since nothing has changed
  record Change(boolean madeGraph, Optional<Size> size) {
    /// In a graph whose size is known.
    public Change(boolean madeGraph, long factCount, long derivedCount) {
      this(madeGraph, Optional.of(new Size(factCount, derivedCount)));
    }
  }
}
