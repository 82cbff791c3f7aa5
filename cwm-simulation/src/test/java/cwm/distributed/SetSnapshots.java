package cwm.distributed;

import cwm.ipc.message.Bytes;
import cwm.rdf.store.TermDictionary;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Compares the snapshots of members of a set.
public final class SetSnapshots {
  private SetSnapshots() {}

  /// Whether two snapshots say the same. A member has the first formula of several that are equal
  /// as it was written when that came to it, so that the bytes of two may differ.
  ///
  /// @throws RuntimeException if one is none of a holder of facts
  public static boolean areAlike(Bytes one, Bytes other) {
    var dictionary = new TermDictionary();
    return rewritten(one, dictionary).equals(rewritten(other, dictionary));
  }

  /// As a member with this dictionary would have written it.
  private static Bytes rewritten(Bytes snapshot, TermDictionary dictionary) {
    var copy = new SetCopy(dictionary, false, () -> {});
    var out = new ByteArrayOutputStream();
    try {
      copy.restore(1, new ByteArrayInputStream(snapshot.toArray()));
      copy.writeSnapshot(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.copyOf(out.toByteArray());
  }
}
