package cwm.jena.sparql;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryException;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.query.QueryParseException;
import org.apache.jena.query.Syntax;
import org.apache.jena.sparql.modify.request.UpdateDeleteWhere;
import org.apache.jena.sparql.modify.request.UpdateLoad;
import org.apache.jena.sparql.modify.request.UpdateWithUsing;
import org.apache.jena.sys.JenaSystem;
import org.apache.jena.update.Update;
import org.apache.jena.update.UpdateFactory;
import org.apache.jena.update.UpdateRequest;

/// A request in SPARQL 1.1 that was read: a query or an update.
public sealed interface SparqlRequest {
  /// How ARQ's messages say where, and what they have met instead of what they expected.
  String PLACE = "[Ll]ine (\\d+), column (\\d+)";

  Pattern UNEXPECTED =
      Pattern.compile("Encountered \"(?:<EOF>|.*\"(?<token>[^\"]+?) ?)\"+ at " + PLACE + "\\..*");

  /// A query: SELECT, ASK, CONSTRUCT or DESCRIBE.
  final class OfQuery implements SparqlRequest {
    private final Query query;

    private OfQuery(Query query) {
      this.query = query;
    }

    Query query() {
      return query;
    }

    /// Has the query be about other graphs than it says by FROM and FROM NAMED (SPARQL 1.1 Protocol
    /// §2.1.4); changes nothing if none are given.
    ///
    /// @param graphs whose statements are together the default graph
    public void about(List<String> graphs, List<String> named) {
      if (!graphs.isEmpty() || !named.isEmpty()) {
        query.getGraphURIs().clear();
        query.getNamedGraphURIs().clear();
        graphs.forEach(query::addGraphURI);
        named.forEach(query::addNamedGraphURI);
      }
    }

    /// Whether the answer is statements, and not rows or a yes or no.
    public boolean isForStatements() {
      return query.isConstructType() || query.isDescribeType();
    }
  }

  /// Updates, one after the other.
  final class OfUpdate implements SparqlRequest {
    private final UpdateRequest updates;

    private OfUpdate(UpdateRequest updates) {
      this.updates = updates;
    }

    UpdateRequest updates() {
      return updates;
    }

    /// The documents that LOAD names, in the order in which they are loaded.
    public List<String> loadedDocuments() {
      return updates.getOperations().stream()
          .filter(UpdateLoad.class::isInstance)
          .map(update -> ((UpdateLoad) update).getSource())
          .toList();
    }

    /// Has all updates find their rows in other graphs than the default graph (SPARQL 1.1 Protocol
    /// §2.2.3); changes nothing if none are given.
    ///
    /// @param graphs whose statements are together what patterns are about
    /// @throws SparqlException if one of the updates says itself which graphs it is about
    public void using(List<String> graphs, List<String> named) {
      if (graphs.isEmpty() && named.isEmpty()) {
        return;
      }
      for (Update update : updates.getOperations()) {
        if (update instanceof UpdateDeleteWhere) {
          throw new SparqlException(
              SparqlException.Kind.MALFORMED,
              "DELETE WHERE takes no other graphs; write DELETE { ... } WHERE { ... }");
        }
        if (update instanceof UpdateWithUsing change) {
          if (change.getWithIRI() != null
              || !change.getUsing().isEmpty()
              || !change.getUsingNamed().isEmpty()) {
            throw new SparqlException(
                SparqlException.Kind.MALFORMED,
                "the update says by WITH or USING which graphs it is about; leave that out, or"
                    + " the parameters");
          }
          graphs.forEach(graph -> change.addUsing(NodeFactory.createURI(graph)));
          named.forEach(graph -> change.addUsingNamed(NodeFactory.createURI(graph)));
        }
      }
    }
  }

  /// Reads a text that is the one or the other.
  ///
  /// @param source the text's name, for messages
  /// @param base what its relative IRIs are resolved against
  /// @throws SparqlException if it is neither; about the one that it is for longer
  static SparqlRequest read(String text, String source, String base) {
    SparqlException ofQuery;
    Place placeInQuery;
    try {
      return new OfQuery(parseQuery(text, base));
    } catch (QueryException e) {
      ofQuery = malformed(source, e);
      placeInQuery = Place.of(e);
    }
    try {
      return new OfUpdate(parseUpdate(text, base));
    } catch (QueryException e) {
      throw Place.of(e).isBehind(placeInQuery) ? malformed(source, e) : ofQuery;
    }
  }

  /// Reads a query; see [#read].
  ///
  /// @throws SparqlException if the text is none
  static OfQuery readQuery(String text, String source, String base) {
    try {
      return new OfQuery(parseQuery(text, base));
    } catch (QueryException e) {
      throw malformed(source, e);
    }
  }

  /// Reads updates; see [#read].
  ///
  /// @throws SparqlException if the text is none
  static OfUpdate readUpdate(String text, String source, String base) {
    try {
      return new OfUpdate(parseUpdate(text, base));
    } catch (QueryException e) {
      throw malformed(source, e);
    }
  }

  static Query parseQuery(String text, String base) {
    JenaSystem.init();
    var query = new Query();
    query.setBase(new WrittenIri(base));
    return QueryFactory.parse(query, text, null, Syntax.syntaxSPARQL_11);
  }

  private static UpdateRequest parseUpdate(String text, String base) {
    JenaSystem.init();
    var updates = new UpdateRequest();
    updates.setBase(new WrittenIri(base));
    UpdateFactory.parse(updates, text, Syntax.syntaxSPARQL_11);
    return updates;
  }

  private static SparqlException malformed(String source, QueryException e) {
    if (e.getCause() instanceof StackOverflowError) {
      return new SparqlException(
          SparqlException.Kind.MALFORMED,
          source + ": it nests too deep; use fewer brackets within brackets");
    }
    String message = String.valueOf(e.getMessage());
    // The parser lists all tokens that could have come, on lines of their own.
    String first = message.lines().findFirst().orElse("").strip();
    Optional<String> place = Place.of(e).text();
    return new SparqlException(
        SparqlException.Kind.MALFORMED,
        "%s%s: %s".formatted(source, place.map(text -> ":" + text).orElse(""), what(first)));
  }

  /// What is wrong, in words for people.
  private static String what(String message) {
    Matcher unexpected = UNEXPECTED.matcher(message);
    if (!unexpected.matches()) {
      return message.replaceFirst("^" + PLACE + ": ", "");
    }
    String token = unexpected.group("token");
    return token == null
        ? "the text ends where something is missing"
        : "unexpected '%s'".formatted(token.strip());
  }

  /// Where the parser stopped.
  ///
  /// @param line from 1; very large if it is not known, as of mistakes that are found when all has
  ///   been parsed
  record Place(int line, int column) {
    private static final Place AT_END = new Place(Integer.MAX_VALUE, 0);

    static Place of(QueryException e) {
      // Not the exception's own place, which is that of the token before.
      Matcher place = Pattern.compile(PLACE).matcher(String.valueOf(e.getMessage()));
      if (place.find()) {
        return new Place(Integer.parseInt(place.group(1)), Integer.parseInt(place.group(2)));
      }
      return e instanceof QueryParseException parse && parse.getLine() > 0
          ? new Place(parse.getLine(), parse.getColumn())
          : AT_END;
    }

    boolean isBehind(Place other) {
      return line > other.line || (line == other.line && column > other.column);
    }

    Optional<String> text() {
      return equals(AT_END) ? Optional.empty() : Optional.of(line + ":" + column);
    }
  }
}
