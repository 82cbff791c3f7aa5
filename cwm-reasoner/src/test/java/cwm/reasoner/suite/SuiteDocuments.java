package cwm.reasoner.suite;

import cwm.rdf.n3.N3Reader;
import cwm.rdf.n3.Parsed;
import cwm.rdf.term.Formula;
import cwm.reasoner.DocumentException;
import cwm.reasoner.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The documents that cases read: files of the suite's folder.
record SuiteDocuments(Path folder, String folderIri) implements Documents {

  @Override
  public String text(String iri) throws DocumentException {
    String document = iri.replaceFirst("#.*", "");
    if (!document.startsWith(folderIri)) {
      throw new DocumentException("cannot read " + iri + ": it is not in the suite");
    }
    try {
      return Files.readString(folder.resolve(document.substring(folderIri.length())));
    } catch (IOException e) {
      throw new DocumentException("cannot read " + iri + ": " + e);
    }
  }

  @Override
  public Formula formula(String iri) throws DocumentException {
    Parsed parsed = N3Reader.parse(text(iri), iri.replaceFirst("#.*", ""));
    if (!parsed.diagnostics().isEmpty()) {
      throw new DocumentException("cannot read " + iri + ": " + parsed.diagnostics().getFirst());
    }
    return parsed.document().asFormula();
  }
}
