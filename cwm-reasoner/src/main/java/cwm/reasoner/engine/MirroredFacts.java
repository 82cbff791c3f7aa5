package cwm.reasoner.engine;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.TripleList;
import java.util.Arrays;

/// Facts with the bits that their owner has for them.
final class MirroredFacts {
  private static final int ASSERTED = 0x40;
  private static final int DERIVED = 0x80;

  private final TripleList facts = new TripleList();
  private byte[] bits = new byte[16];

  int size() {
    return facts.size();
  }

  void add(FactTable table, int row) {
    int size = facts.size();
    if (size == bits.length) {
      bits = Arrays.copyOf(bits, 2 * size);
    }
    bits[size] =
        (byte)
            ((table.isAsserted(row) ? ASSERTED : 0)
                | (table.isDerived(row) ? DERIVED | table.stratum(row) : 0));
    facts.accept(table.subject(row), table.predicate(), table.object(row));
  }

  void addTo(FactStore store) {
    for (int i = 0; i < facts.size(); i++) {
      if ((bits[i] & ASSERTED) != 0) {
        store.assertFact(facts.subject(i), facts.predicate(i), facts.object(i));
      }
      if ((bits[i] & DERIVED) != 0) {
        store.derive(
            facts.subject(i), facts.predicate(i), facts.object(i), bits[i] & FactStore.STRATUM_MAX);
      }
    }
  }
}
