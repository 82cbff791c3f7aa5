package cwm.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.distributed.SetEntry.Moved;
import cwm.distributed.SetEntry.Ordered;
import cwm.distributed.SetEntry.Settled;
import cwm.distributed.SetEntry.Stated;
import cwm.distributed.SetEntry.Unstated;
import cwm.ipc.IpcException;
import cwm.ipc.message.Bytes;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Iri;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// A copy of a set against sets and lists of the JDK, and against copies of itself in processes
/// whose dictionaries number terms otherwise.
class SetCopyTest {
  private static final int STEPS = 120;

  private final TermDictionary dictionary = new TermDictionary();

  /// What a copy must hold, said plainly.
  private static final class Model {
    final Set<String> stated = new TreeSet<>();
    final List<String> order = new ArrayList<>();
    final Map<Long, List<Runnable>> noted = new HashMap<>();

    long settled;

    void note(long job, Runnable change) {
      if (job > settled) {
        noted.computeIfAbsent(job, _ -> new ArrayList<>()).add(change);
      }
    }

    void settle(long job) {
      if (job > settled) {
        noted.getOrDefault(job, List.of()).forEach(Runnable::run);
        noted.keySet().removeIf(noted -> noted <= job);
        settled = job;
      }
    }
  }

  @RandomSeeds(300)
  void copiesHoldWhatWasSettled(long seed) throws IOException {
    var random = new RandomSource(seed);
    var model = new Model();
    var first = new SetCopy(dictionary, false, () -> {});
    var otherDictionary = new TermDictionary();
    otherDictionary.intern(new Iri("urn:shifts-all-numbers"));
    SetCopy second = new SetCopy(otherDictionary, false, () -> {});
    long job = 1;
    for (int i = 0; i < STEPS; i++) {
      SetEntry entry = random(random, model, random.oneIn(10) ? job + random.between(-2, 2) : job);
      job += entry instanceof Settled ? random.between(1, 3) : 0;
      Bytes bytes = SetEntry.encode(entry, dictionary);
      first.apply(i, 1, bytes);
      second.apply(i, 1, bytes);
      if (random.oneIn(20)) { // a newcomer goes on from a snapshot
        byte[] snapshot = snapshot(first);
        second = new SetCopy(otherDictionary, false, () -> {});
        restore(second, i, snapshot);
        assertThat(snapshot(second)).isEqualTo(snapshot);
      }
      assertThat(stated(first, dictionary)).isEqualTo(model.stated);
      assertThat(texts(first.inOrder(), dictionary)).isEqualTo(model.order);
    }
    assertThat(stated(second, otherDictionary)).isEqualTo(model.stated);
    assertThat(texts(second.inOrder(), otherDictionary)).isEqualTo(model.order);
  }

  /// Who led before may write again what it wrote for a job that is over, without knowing.
  @Test
  void endOfAnEarlierJobDropsNothingOfALaterOne() {
    var copy = new SetCopy(dictionary, false, () -> {});
    apply(copy, 1, new Settled(20, 0));
    apply(copy, 2, new Stated(26, fact("a")));
    apply(copy, 3, new Settled(20, 0));
    apply(copy, 4, new Stated(24, fact("b")));
    apply(copy, 5, new Settled(26, 0));
    apply(copy, 6, new Stated(26, fact("c")));
    apply(copy, 7, new Settled(30, 0));
    assertThat(stated(copy, dictionary)).isEqualTo(Set.copyOf(texts(fact("a"), dictionary)));
  }

  @Test
  void witnessSaysHowFarTheOthersHaveTheLog() throws IOException {
    var witness = new SetCopy(dictionary, true, () -> {});
    assertThat(witness.droppable()).hasValue(0);
    apply(witness, 1, new Stated(26, fact("a")));
    apply(witness, 2, new Settled(26, 1));
    apply(witness, 3, new Settled(20, 0));
    assertThat(witness.droppable()).hasValue(1);
    assertThat(stated(witness, dictionary)).isEmpty();
    var restarted = new SetCopy(dictionary, true, () -> {});
    restore(restarted, 2, snapshot(witness));
    assertThat(restarted.droppable()).hasValue(1);
  }

  /// It may be the only one that the others can get: nobody knows yet that they have all of it.
  @Test
  void witnessKeepsASnapshotOfFactsUntilOthersAreKnownToHaveThem() throws IOException {
    var holder = new SetCopy(dictionary, false, () -> {});
    apply(holder, 1, new Stated(26, fact("a")));
    apply(holder, 2, new Settled(26, 1));
    var witness = new SetCopy(dictionary, true, () -> {});
    restore(witness, 2, snapshot(holder));
    assertThat(witness.droppable()).hasValue(0);
    assertThatThrownBy(() -> restore(holder, 3, snapshot(witness)))
        .hasMessage("a snapshot of a witness, which has no facts");
    assertThat(stated(holder, dictionary)).hasSize(1);
  }

  /// A snapshot may be larger than memory has room for once more: it is written and read in pieces.
  @Test
  void snapshotsAreNeverInMemoryAsAWhole() throws IOException {
    var copy = new SetCopy(dictionary, false, () -> {});
    var all = new TripleList();
    int predicate = dictionary.intern(new Iri("urn:p"));
    for (int i = 0; i < 100_000; i++) {
      all.accept(dictionary.intern(new Iri("urn:" + i)), predicate, predicate);
    }
    apply(copy, 1, new Stated(26, all));
    apply(copy, 2, new Settled(26, 0));
    var out =
        new ByteArrayOutputStream() {
          int most;

          @Override
          public synchronized void write(byte[] bytes, int from, int length) {
            most = Math.max(most, length);
            super.write(bytes, from, length);
          }
        };
    copy.writeSnapshot(out);
    assertThat(out.most).isLessThan(out.size() / 4);
    var restored = new SetCopy(new TermDictionary(), false, () -> {});
    restored.restore(2, new ByteArrayInputStream(out.toByteArray()));
    assertThat(restored.factCount()).isEqualTo(100_000);
    assertThatThrownBy(() -> restore(restored, 3, Arrays.copyOf(out.toByteArray(), out.size() - 1)))
        .isInstanceOf(EOFException.class)
        .hasMessageContaining("the snapshot ends within an entry");
  }

  private static byte[] snapshot(SetCopy copy) {
    var out = new ByteArrayOutputStream();
    try {
      copy.writeSnapshot(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void restore(SetCopy copy, long index, byte[] snapshot) throws IOException {
    copy.restore(index, new ByteArrayInputStream(snapshot));
  }

  private void apply(SetCopy copy, long index, SetEntry entry) {
    assertThat(copy.apply(index, 1, SetEntry.encode(entry, dictionary))).isEqualTo(Bytes.EMPTY);
  }

  private TripleList fact(String name) {
    int id = dictionary.intern(new Iri("urn:" + name));
    return TripleList.of(new int[] {id, id, id});
  }

  private SetEntry random(RandomSource random, Model model, long job) {
    var facts = new TripleList();
    for (int i = random.below(5); i > 0; i--) {
      facts.accept(id(random), id(random), id(random));
    }
    List<String> texts = texts(facts, dictionary);
    return switch (random.below(9)) {
      case 0 -> {
        model.settle(job);
        yield new Settled(job, job);
      }
      case 1, 2 -> {
        model.note(
            job,
            () -> {
              model.stated.removeAll(texts);
              model.order.removeAll(texts);
            });
        yield new Unstated(job, facts);
      }
      case 3 -> {
        model.note(job, () -> model.stated.removeAll(texts));
        yield new Moved(job, facts);
      }
      case 4, 5 -> {
        model.note(
            job,
            () ->
                new LinkedHashSet<>(texts)
                    .stream()
                        .filter(text -> !model.order.contains(text))
                        .forEach(model.order::add));
        yield new Ordered(job, facts);
      }
      default -> {
        model.note(job, () -> model.stated.addAll(texts));
        yield new Stated(job, facts);
      }
    };
  }

  private int id(RandomSource random) {
    return dictionary.intern(new Iri("urn:" + random.below(4)));
  }

  private static Set<String> stated(SetCopy copy, TermDictionary dictionary) {
    var all = new TripleList();
    copy.forEach(all);
    return new TreeSet<>(texts(all, dictionary));
  }

  private static List<String> texts(TripleList facts, TermDictionary dictionary) {
    List<String> texts = new ArrayList<>();
    facts.forEach(
        (s, p, o) ->
            texts.add(dictionary.term(s) + " " + dictionary.term(p) + " " + dictionary.term(o)));
    return texts;
  }

  @Test
  void whatIsNoEntryIsRefused() {
    Bytes good = SetEntry.encode(new Stated(7, new TripleList()), dictionary);
    byte[] newer = good.toArray();
    newer[0] = 9;
    byte[] strange = good.toArray();
    strange[1] = 77;
    for (byte[] bytes : List.of(newer, strange, new byte[3], new byte[0])) {
      assertThatThrownBy(() -> SetEntry.decode(Bytes.copyOf(bytes), dictionary))
          .isInstanceOf(IpcException.class)
          .hasMessageStartingWith("an entry of a set's log: ");
    }
  }
}
