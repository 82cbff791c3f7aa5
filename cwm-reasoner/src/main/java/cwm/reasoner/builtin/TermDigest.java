package cwm.reasoner.builtin;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.term.BlankNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// 128 bits that stand for a term: the same on every machine and in every run, so that names made
/// of them are.
///
/// SHA-256 of what tells the term apart, cut to half; a formula goes in with its content hash,
/// which has 64 bits.
final class TermDigest {
  static final int BYTES = 16;

  /// Terms within a term, counted as often as they are mentioned: lists of lists can mention their
  /// members without end.
  private static final int MENTIONED_MAX = 1 << 20;

  private final TermDictionary dictionary;
  private final MessageDigest digest = CryptoBuiltins.newDigest("SHA-256");
  private int mentioned;

  private TermDigest(TermDictionary dictionary) {
    this.dictionary = dictionary;
  }

  /// The digest of a term, or `null` if it mentions a free variable, or too much.
  static byte @Nullable [] of(TermDictionary dictionary, int id) {
    if (dictionary.hasVariable(id)) {
      return null;
    }
    var terms = new TermDigest(dictionary);
    terms.add(id);
    if (terms.mentioned > MENTIONED_MAX) {
      return null;
    }
    return Arrays.copyOf(terms.digest.digest(), BYTES);
  }

  private void add(int id) {
    if (++mentioned > MENTIONED_MAX) {
      return;
    }
    TermKind kind = dictionary.kind(id);
    addText(kind.name());
    switch (kind) {
      case IRI -> addText(dictionary.text(id));
      case LITERAL -> {
        addText(dictionary.text(id));
        addText(dictionary.text(dictionary.datatype(id)));
        addText(dictionary.language(id).orElse(""));
      }
      case LIST, TRIPLE -> {
        int[] members = dictionary.members(id);
        addNumber(members.length);
        for (int member : members) {
          add(member);
        }
      }
      case BLANK_NODE -> {
        var node = (BlankNode) dictionary.term(id);
        addNumber(node.high());
        addNumber(node.low());
      }
      case FORMULA -> addNumber(dictionary.hash(id));
      case VARIABLE -> throw new IllegalStateException("a variable has no digest");
    }
  }

  private void addText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    addNumber(utf8.length);
    digest.update(utf8);
  }

  private void addNumber(long number) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
  }
}
