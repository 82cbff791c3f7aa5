package cwm.reasoner.builtin;

import static cwm.reasoner.builtin.Namespace.LOG;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.term.Iri;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The entries of `log:` for IRIs and their parts, and for names that are made of a term: equal
/// terms get equal names, on every machine and in every run.
final class LogNames {
  /// What the IRIs of `log:skolem` begin with, as RDF 1.1 Concepts §3.5 has it. The domain is one
  /// that never exists (RFC 2606).
  private static final String GENID = "https://cwm.invalid/.well-known/genid/";

  private static final int REPEATED_MAX = 1 << 20;
  private static final long VERSION_8 = 0x8000L;
  private static final long VARIANT_RFC = 0x8000_0000_0000_0000L;

  static final List<BuiltinDefinition> ALL =
      List.of(
          LOG.function("localName", "IRI; the part behind its namespace", local())
              .from("EYE")
              .showing(":cat log:localName \"cat\"")
              .remark(
                  "behind the last `#`, or without one the last `/`, or without one the last `:`"),
          LOG.function("namespace", "IRI; the part before its local name", namespace())
              .from("EYE")
              .showing("xsd:integer log:namespace \"http://www.w3.org/2001/XMLSchema#\""),
          LOG.invertible("prefix", "IRI of a namespace; its prefix", KnownPrefixes::evaluate)
              .from("EYE")
              .showing("<http://www.w3.org/2000/10/swap/math#> log:prefix \"math\"")
              .remark(
                  "those that inputs have declared when the rules begin to run, of one name the"
                      + " last; behind them, if the inputs use neither name nor namespace"
                      + " otherwise, `rdf`, `rdfs`, `owl`, `xsd` and those of builtins. In a"
                      + " cluster only the latter, since each node has inputs of its own")
              .perJob(),
          LOG.function("racine", "IRI; it without its fragment", LogNames::racine)
              .from("cwm")
              .showing("<http://example.org/a#b> log:racine <http://example.org/a>"),
          LOG.invertible("rawUri", "IRI; its text", LogBuiltins::uri)
              .from("cwm")
              .showing("<https://www.w3.org> log:rawUri \"https://www.w3.org\"")
              .remark("log:uri under another name: what cwm makes has no IRI"),
          LOG.function("repeat", "integer; each integer from 0 that is less", LogNames::repeat)
              .from("EYE")
              .showing("3 log:repeat 2")
              .remark("to list them, the integer may be " + REPEATED_MAX),
          LOG.function("skolem", "term; an IRI for that term alone", LogNames::skolem)
              .from("W3C §4.5.17")
              .showing(
                  "(:abc 77 \"xyz\") log:skolem"
                      + " <https://cwm.invalid/.well-known/genid/bcb5c543e526bc14f452a50b76b20c2a>")
              .remark("the same for the same term in every run and on every machine"),
          LOG.function("uuid", "term; a UUID for that term alone", LogNames::uuid)
              .from("EYE")
              .showing("(:abc 77 \"xyz\") log:uuid \"bcb5c543-e526-8c14-b452-a50b76b20c2a\"")
              .remark("of version 8, and the same for the same term everywhere"));

  private LogNames() {}

  private static Builtin local() {
    return ofIri(iri -> iri.substring(localStart(iri)));
  }

  private static Builtin namespace() {
    return ofIri(iri -> iri.substring(0, localStart(iri)));
  }

  private static int localStart(String iri) {
    for (char separator : new char[] {'#', '/', ':'}) {
      int at = iri.lastIndexOf(separator);
      if (at >= 0) {
        return at + 1;
      }
    }
    return 0;
  }

  /// `IRI function text`.
  private static Builtin ofIri(UnaryOperator<String> function) {
    return (operands, answers) -> {
      if (operands.dictionary().kind(operands.subject()) == TermKind.IRI) {
        String iri = operands.dictionary().text(operands.subject());
        StringShapes.answerText(operands, function.apply(iri), answers);
      }
    };
  }

  private static void racine(Operands operands, Answers answers) {
    TermDictionary dictionary = operands.dictionary();
    if (dictionary.kind(operands.subject()) == TermKind.IRI) {
      String iri = dictionary.text(operands.subject());
      int fragment = iri.indexOf('#');
      answers.answer(
          operands.subject(),
          fragment < 0
              ? operands.subject()
              : dictionary.intern(new Iri(iri.substring(0, fragment))));
    }
  }

  private static void repeat(Operands operands, Answers answers) {
    TermDictionary dictionary = operands.dictionary();
    if (!(Numbers.read(dictionary, operands.subject()) instanceof Numeric.Small(long count))) {
      return;
    }
    if (operands.object() != TermDictionary.NONE) {
      if (Numbers.read(dictionary, operands.object()) instanceof Numeric.Small(long number)
          && number >= 0
          && number < count) {
        answers.answer(operands.subject(), operands.object());
      }
    } else if (count <= REPEATED_MAX) {
      for (long number = 0; number < count; number++) {
        int object = Numbers.intern(dictionary, new Numeric.Small(number));
        answers.answer(operands.subject(), object);
      }
    }
  }

  private static void skolem(Operands operands, Answers answers) {
    byte @Nullable [] digest = TermDigest.of(operands.dictionary(), operands.subject());
    if (digest != null) {
      var iri = new Iri(GENID + HexFormat.of().formatHex(digest));
      answers.answer(operands.subject(), operands.dictionary().intern(iri));
    }
  }

  private static void uuid(Operands operands, Answers answers) {
    byte @Nullable [] digest = TermDigest.of(operands.dictionary(), operands.subject());
    if (digest != null) {
      StringShapes.answerText(operands, uuid(ByteBuffer.wrap(digest)).toString(), answers);
    }
  }

  /// RFC 9562 §5.8: 122 bits of the digest, version and variant.
  private static UUID uuid(ByteBuffer digest) {
    long high = (digest.getLong() & ~0xf000L) | VERSION_8;
    long low = (digest.getLong() & (~0L >>> 2)) | VARIANT_RFC;
    return new UUID(high, low);
  }
}
