package cwm.rdf.term;

/// Names of the `log:` vocabulary that are part of the N3 language itself, or that make a statement
/// a query.
public final class Log {
  public static final String NAMESPACE = "http://www.w3.org/2000/10/swap/log#";
  public static final Iri IMPLIES = new Iri(NAMESPACE + "implies");
  public static final Iri IS_IMPLIED_BY = new Iri(NAMESPACE + "isImpliedBy");

  /// `{ body } log:query { head }`, of which a run prints the conclusions.
  public static final Iri QUERY = new Iri(NAMESPACE + "query");

  private Log() {}
}
