package cwm.bench.compare;

import cwm.rdf.n3.N3Reader;
import cwm.rdf.n3.Source;
import cwm.rdf.n3.Syntax;
import cwm.rdf.store.TermDictionary;
import cwm.reasoner.Budget;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.engine.Reasoner;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.partition.Spreading;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.file.Path;

/// Computes a closure as the command does and prints how much heap it keeps alive.
///
/// Heap in use is read after full collections, which leave only what is reachable: first before
/// anything is read, then with the closure, then when its store and rules are gone and the
/// dictionary is left.
///
/// Arguments: the inputs.
public final class LiveHeap {
  private LiveHeap() {}

  /// Prints `facts`, `live bytes` and `dictionary bytes`, a line each.
  public static void main(String[] args) {
    long baseline = liveBytes();
    var dictionary = new TermDictionary();
    System.out.println("live bytes: " + (closureBytes(dictionary, args) - baseline));
    System.out.println("dictionary bytes: " + (liveBytesWith(dictionary) - baseline));
  }

  /// What is in use with the closure; when this returns, only the dictionary is reachable.
  private static long closureBytes(TermDictionary dictionary, String[] inputs) {
    int processorCount = Runtime.getRuntime().availableProcessors();
    var store = new PartitionedStore(dictionary, Spreading.over(processorCount));
    for (String input : inputs) {
      Path file = Path.of(input).toAbsolutePath();
      new N3Reader(dictionary, Syntax.ofFileName(input))
          .read(Source.ofFile(file), file.toUri().toString(), store::assertFact)
          .orThrow();
    }
    var reasoner = new Reasoner(store, Builtins.standard());
    reasoner.think(Budget.unlimited());
    System.out.println("facts: " + store.factCount());
    return liveBytesWith(reasoner);
  }

  /// What is in use while `kept` is.
  private static long liveBytesWith(Object kept) {
    try {
      return liveBytes();
    } finally {
      Reference.reachabilityFence(kept);
    }
  }

  /// Bytes of heap in use after full collections.
  public static long liveBytes() {
    for (int i = 0; i < 2; i++) { // what the first one lets finalizers and references release
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
