package cwm.reasoner.builtin;

import cwm.rdf.n3.N3Reader;
import cwm.rdf.n3.Parsed;
import cwm.rdf.term.Formula;
import cwm.reasoner.DocumentException;
import cwm.reasoner.Documents;
import java.util.Map;

/// The documents that cases read.
final class CaseDocuments implements Documents {
  private static final String FOLDER = "http://example.org/documents/";
  private static final Map<String, String> TEXTS =
      Map.of(
          "http://example.org/cat",
          "<#Felix> a <#Cat> .",
          FOLDER + "one",
          "<#a> <#b> 1 .",
          FOLDER + "all",
          "<> <http://www.w3.org/2002/07/owl#imports> <one>, <all> . <#c> <#d> 2 .",
          FOLDER + "wrong",
          "<#a> <#b> ");

  @Override
  public String text(String iri) throws DocumentException {
    String text = TEXTS.get(iri);
    if (text == null) {
      throw new DocumentException("cannot read " + iri + ": there is no such document");
    }
    return text;
  }

  @Override
  public Formula formula(String iri) throws DocumentException {
    Parsed parsed = N3Reader.parse(text(iri), iri);
    if (!parsed.diagnostics().isEmpty()) {
      throw new DocumentException("cannot read " + iri + ": it has mistakes");
    }
    return parsed.document().asFormula();
  }
}
