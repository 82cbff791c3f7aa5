package cwm.jena;

import cwm.rdf.n3.DiagnosticCode;
import cwm.rdf.n3.DocumentAssembler;
import cwm.rdf.term.Rdf;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.jena.datatypes.RDFDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.irix.IRIx;
import org.apache.jena.irix.IRIxResolver;
import org.apache.jena.riot.RIOT;
import org.apache.jena.riot.system.FactoryRDFCaching;
import org.apache.jena.riot.system.ParserProfileStd;
import org.apache.jena.riot.system.PrefixMapFactory;
import org.apache.jena.riot.system.SyntaxLabels;

/// Makes the terms that RIOT's parsers find, and checks them while it is known where they stand.
///
/// The rules are those of [cwm.rdf.n3.N3Reader], so that one text means the same in Turtle and in
/// TriG: absolute IRIs stay as they are written, relative ones are resolved, and what no syntax
/// could write is a mistake. RIOT's own rules also frown on IRIs and literals that are unusual
/// only.
final class PlacedTerms extends ParserProfileStd {
  private static final String DIR_LANG_STRING = Rdf.NAMESPACE + "dirLangString";

  private final DocumentAssembler document;
  private final boolean hasRelativeIris;
  private final int rejectedCountMax;
  private final Set<Node> rejected = new HashSet<>();
  private final Map<String, WrittenTag> tags = new HashMap<>();

  /// @param hasRelativeIris whether the syntax has IRIs relative to a base
  /// @param rejectedCountMax after so many terms with mistakes no statement is handed on
  PlacedTerms(
      DocumentAssembler document,
      Mistakes mistakes,
      boolean hasRelativeIris,
      int rejectedCountMax) {
    super(
        new FactoryRDFCaching(FactoryRDFCaching.DftNodeCacheSize, SyntaxLabels.createLabelToNode()),
        mistakes,
        IRIxResolver.create().noBase().resolve(false).allowRelative(true).build(),
        PrefixMapFactory.create(),
        RIOT.getContext(),
        true, // for what stands where in a triple
        false);
    this.document = document;
    this.hasRelativeIris = hasRelativeIris;
    this.rejectedCountMax = rejectedCountMax;
  }

  @Override
  public void setBaseIRI(String base) {
    document.setBase(document.resolve(base));
  }

  /// Whether a term must not be handed on, since it has a mistake.
  boolean isRejected(Node term) {
    return !rejected.isEmpty() && (rejected.size() == rejectedCountMax || rejected.contains(term));
  }

  @Override
  public String resolveIRI(String iri, long line, long column) {
    String resolved = resolved(iri);
    document.checkIri(resolved, place(line), place(column));
    return resolved;
  }

  @Override
  public Node createURI(String iri, long line, long column) {
    return iri(resolved(iri), line, column);
  }

  @Override
  public Node createURI(IRIx iri, long line, long column) {
    return iri(iri.str(), line, column);
  }

  private String resolved(String iri) {
    return hasRelativeIris ? document.resolve(iri) : iri;
  }

  private Node iri(String iri, long line, long column) {
    // Not createURI for what is no IRI: the factory takes one that begins with _: for a blank node.
    return document.checkIri(iri, place(line), place(column))
        ? getFactorRDF().createURI(iri)
        : checked(NodeFactory.createURI(iri), false);
  }

  @Override
  public Node createStringLiteral(String lexical, long line, long column) {
    boolean isFine = document.checkText(lexical, place(line), place(column));
    return checked(getFactorRDF().createStringLiteral(lexical), isFine);
  }

  @Override
  public Node createTypedLiteral(String lexical, RDFDatatype datatype, long line, long column) {
    String iri = datatype.getURI();
    boolean isFine =
        document.checkText(lexical, place(line), place(column))
            && document.checkIri(iri, place(line), place(column));
    if (iri.equals(Rdf.LANG_STRING.value()) || iri.equals(DIR_LANG_STRING)) {
      document.report(
          place(line),
          place(column),
          DiagnosticCode.BAD_DATATYPE,
          "a literal of datatype <%s> has no language tag".formatted(iri),
          "give it a language, or another datatype");
      isFine = false;
    }
    return checked(
        isFine
            ? getFactorRDF().createTypedLiteral(lexical, datatype)
            : NodeFactory.createLiteralString(iri + lexical),
        isFine);
  }

  @Override
  public Node createLangLiteral(String lexical, String tag, long line, long column) {
    boolean isFine =
        document.checkText(lexical, place(line), place(column))
            && document.checkLanguageTag(tag, place(line), place(column));
    WrittenTag written = tags.computeIfAbsent(tag, WrittenTag::new);
    return checked(getFactorRDF().createTypedLiteral(lexical, written), isFine);
  }

  @Override
  public Node createLangDirLiteral(
      String lexical, String tag, String direction, long line, long column) {
    // As the N3 reader has it.
    return createLangLiteral(lexical, new Language(tag, direction).written(), line, column);
  }

  private Node checked(Node term, boolean isFine) {
    if (!isFine && rejected.size() < rejectedCountMax) {
      rejected.add(term);
    }
    return term;
  }

  private static int place(long number) {
    return Math.clamp(number, 0, Integer.MAX_VALUE);
  }
}
