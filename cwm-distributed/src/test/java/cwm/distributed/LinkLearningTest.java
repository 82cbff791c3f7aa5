package cwm.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.Cluster;
import cwm.cluster.state.JobResult;
import cwm.rdf.n3.N3Reader;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Triple;
import cwm.reasoner.partition.PartitionStrategy;
import cwm.reasoner.partition.Spreading;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Members that have facts by `graph`.
class LinkLearningTest {
  private static final int FAMILY_COUNT = 60;
  private static final int FAMILY_SIZE = 10;

  private TestMembers members;
  private final List<DistributedReasoner> reasoners = new ArrayList<>();

  @BeforeEach
  void start() throws InterruptedException {
    members = new TestMembers(3);
    for (int i = 0; i < 3; i++) {
      reason(members.cluster(i));
    }
  }

  private void reason(Cluster cluster) throws InterruptedException {
    var config =
        new ReasoningConfig(
            PartitionStrategy.GRAPH, 0, 1, Spreading.NONE, 0, false, Spilling.standard());
    reasoners.add(DistributedReasoner.start(cluster, config));
    reasoners.getLast().finishInputs();
  }

  @AfterEach
  void close() {
    reasoners.forEach(DistributedReasoner::close);
    members.close();
  }

  @Test
  void whatIsLinkedIsWithOneOwnerAndStaysThere() throws Exception {
    JobResult first = load(0, families(0, FAMILY_COUNT));
    List<Integer> owners = ownersOfFamilies(first);
    // By hash, a family of ten would be with one of three owners once in 20,000 times.
    assertThat(owners.stream().filter(owner -> owner >= 0).count()).isGreaterThan(FAMILY_COUNT / 2);
    List<LinkTable> tables = tables(first);
    assertThat(tables).allMatch(table -> table.version() == first.job());

    // Too little to look anew: what was there stays, and what is new goes by its hash.
    JobResult second = load(1, families(FAMILY_COUNT, FAMILY_COUNT + 1));
    assertThat(tables(second)).isEqualTo(tables);
    assertThat(ownersOfFamilies(second)).isEqualTo(owners);

    JobResult third = load(2, families(FAMILY_COUNT + 1, 3 * FAMILY_COUNT));
    assertThat(tables(third)).allMatch(table -> table.version() == third.job());
  }

  @Test
  void whoComesLaterIsToldOfTheTable() throws Exception {
    JobResult first = load(0, families(0, FAMILY_COUNT));
    reason(members.join());
    JobResult second = load(3, families(FAMILY_COUNT, FAMILY_COUNT + 1));
    LinkTable table = tables(second).getLast();
    assertThat(reasoners.getLast().shard(second.job(), TestMembers.PATIENCE)).isPresent();
    assertThat(table.version()).isEqualTo(first.job());
    assertThat(placesOf(table)).isEqualTo(placesOf(tables(second).getFirst())).isNotEmpty();
  }

  private static Set<String> placesOf(LinkTable table) {
    Set<String> places = new HashSet<>();
    table.places().forEach((hash, partition) -> places.add(hash + " " + partition));
    return places;
  }

  private JobResult load(int member, String text) throws Exception {
    DistributedReasoner reasoner = reasoners.get(member);
    List<Triple> statements =
        N3Reader.parse("@prefix : <http://example.org/#> . " + text, "").orThrow().statements();
    return DistributedReasoner.require(
        reasoner
            .load(TripleList.of(reasoner.dictionary(), statements))
            .get(TestMembers.PATIENCE.toSeconds(), TimeUnit.SECONDS));
  }

  /// Families in which everybody knows the next one.
  private static String families(int from, int to) {
    var text = new StringBuilder();
    for (int family = from; family < to; family++) {
      for (int i = 0; i < FAMILY_SIZE; i++) {
        text.append(
            ":m%d-%d :knows :m%d-%d . ".formatted(family, i, family, (i + 1) % FAMILY_SIZE));
      }
    }
    return text.toString();
  }

  private List<LinkTable> tables(JobResult result) throws InterruptedException {
    List<LinkTable> tables = new ArrayList<>();
    for (DistributedReasoner reasoner : reasoners) {
      reasoner
          .shard(result.job(), TestMembers.PATIENCE)
          .ifPresent(owned -> tables.add(owned.placement().links()));
    }
    return tables;
  }

  /// By family, the owner of all its facts, or -1 if it has several.
  private List<Integer> ownersOfFamilies(JobResult result) throws InterruptedException {
    DistributedReasoner reasoner = reasoners.getFirst();
    Placement placement =
        reasoner.shard(result.job(), TestMembers.PATIENCE).orElseThrow().placement();
    TermDictionary dictionary = reasoner.dictionary();
    List<Integer> owners = new ArrayList<>();
    for (int family = 0; family < FAMILY_COUNT; family++) {
      Set<Integer> found = new HashSet<>();
      for (int i = 0; i < FAMILY_SIZE; i++) {
        int subject = dictionary.intern(new Iri("http://example.org/#m%d-%d".formatted(family, i)));
        found.add(placement.nodeOf(subject, TermDictionary.NONE, TermDictionary.NONE));
      }
      owners.add(found.size() == 1 ? found.iterator().next() : -1);
    }
    return owners;
  }
}
