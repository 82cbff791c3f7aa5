package cwm.jena.sparql;

/// Asks the endpoints that SERVICE names.
@FunctionalInterface
public interface Services {
  /// Asks none.
  Services NONE =
      (endpoint, _) -> {
        throw new SparqlException(
            SparqlException.Kind.FORBIDDEN,
            "SERVICE may not ask " + endpoint + ": it asks nobody here");
      };

  /// Sends a query to an endpoint.
  ///
  /// @param query a SELECT
  /// @return its rows in SPARQL 1.1 Query Results JSON
  /// @throws SparqlException if the endpoint may not be asked, or does not answer
  String ask(String endpoint, String query);
}
