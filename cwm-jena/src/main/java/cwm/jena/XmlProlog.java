package cwm.jena;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;
import org.xml.sax.ext.DefaultHandler2;

/// What stands before the first element of an XML document.
///
/// RIOT skips references to entities that lie elsewhere, as XML allows, and so reads other
/// statements than the document has. Whether there can be any shows before the first element: they
/// are declared there, or the DTD that may declare them is named.
final class XmlProlog {
  private static final String FEATURES = "http://xml.org/sax/features/";

  private final InputStream input;
  private final ByteArrayOutputStream passed = new ByteArrayOutputStream();

  /// @param input the document from its first byte
  XmlProlog(InputStream input) {
    this.input = input;
  }

  /// The whole document, what was read to see its prolog included.
  InputStream document() {
    return new SequenceInputStream(new ByteArrayInputStream(passed.toByteArray()), input);
  }

  /// Reports what the prolog refers to outside of the document.
  ///
  /// @return whether there is nothing of the kind, as far as the prolog can be read
  boolean isSelfContained(Mistakes mistakes) throws IOException {
    var declarations = new Declarations(mistakes);
    try {
      XMLReader reader = newReader();
      reader.setContentHandler(declarations);
      reader.setErrorHandler(declarations);
      reader.setProperty("http://xml.org/sax/properties/lexical-handler", declarations);
      reader.setProperty("http://xml.org/sax/properties/declaration-handler", declarations);
      reader.parse(new InputSource(new Recorded()));
    } catch (SAXException _) {
      // Its end; or a mistake, of which RIOT will tell.
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK's own parser of XML has these features", e);
    }
    return declarations.isSelfContained;
  }

  private static XMLReader newReader() throws ParserConfigurationException, SAXException {
    XMLReader reader = SAXParserFactory.newDefaultNSInstance().newSAXParser().getXMLReader();
    reader.setFeature(FEATURES + "external-general-entities", false);
    reader.setFeature(FEATURES + "external-parameter-entities", false);
    reader.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    return reader;
  }

  /// Keeps what is read. Reads little at once, since most prologs are short.
  private final class Recorded extends InputStream {
    private static final int READ_BYTES_MAX = 1 << 10;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int start, int count) throws IOException {
      int read = input.read(target, start, Math.min(count, READ_BYTES_MAX));
      if (read > 0) {
        passed.write(target, start, read);
      }
      return read;
    }
  }

  /// Reads declarations up to the first element.
  private static final class Declarations extends DefaultHandler2 {
    private static final String REMEDY =
        "nothing but the document itself is read; declare in it what it needs";

    private final Mistakes mistakes;
    private @Nullable Locator locator;
    private boolean isSelfContained = true;

    Declarations(Mistakes mistakes) {
      this.mistakes = mistakes;
    }

    @Override
    public void setDocumentLocator(Locator locator) {
      this.locator = locator;
    }

    @Override
    public void startDTD(String name, @Nullable String publicId, @Nullable String systemId) {
      if (systemId != null) {
        refuse("the DTD <%s> is not loaded".formatted(systemId));
      }
    }

    @Override
    public void externalEntityDecl(String name, @Nullable String publicId, String systemId) {
      refuse("the XML entity '%s', which is <%s>, is not loaded".formatted(name, systemId));
    }

    private void refuse(String message) {
      isSelfContained = false;
      int line = locator == null ? 0 : Math.max(0, locator.getLineNumber());
      int column = locator == null ? 0 : Math.max(0, locator.getColumnNumber());
      mistakes.refuse(line, column, message, REMEDY);
    }

    @Override
    public void startElement(
        String namespace, String localName, String qualifiedName, Attributes attributes)
        throws SAXException {
      throw new SAXException("the prolog is over");
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
      throw e;
    }
  }
}
