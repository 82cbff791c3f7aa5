package cwm.reasoner.builtin;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Term;
import cwm.reasoner.Budget;
import cwm.reasoner.RunContext;
import cwm.reasoner.World;
import cwm.reasoner.engine.Reasoner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Operands made of terms that may hold variables, in place of the engine's bindings.
record CaseOperands(TermDictionary dictionary, Term subjectTerm, Term objectTerm)
    implements Operands {
  private static final World WORLD =
      new World(
          List.of("first", "--second"),
          Map.of("LANG", "en"),
          new CaseDocuments(),
          Map.of(
              "", "http://example.org/",
              "x", "http://example.org/x#",
              "ex", "http://example.org/x#",
              "owl", "http://example.org/birds#",
              "schema", "http://www.w3.org/2000/01/rdf-schema#"));

  /// On Sunday, 2027-12-26, at 21:08:07.006 UTC.
  @Override
  public RunContext context() {
    long now = Instant.parse("2027-12-26T21:08:07.006Z").toEpochMilli();
    return new RunContext(Budget.unlimited(), now, WORLD)
        .with(Reasoner.ofFormulas(Builtins.standard()));
  }

  @Override
  public int subject() {
    return id(subjectTerm);
  }

  @Override
  public int object() {
    return id(objectTerm);
  }

  @Override
  public int[] subjectMembers() {
    return members(subjectTerm);
  }

  @Override
  public int[] objectMembers() {
    return members(objectTerm);
  }

  @Override
  public boolean isSubjectList() {
    return subjectTerm instanceof ListTerm;
  }

  @Override
  public boolean isObjectList() {
    return objectTerm instanceof ListTerm;
  }

  /// Whether the builtin may be called in this mode, as the planner would decide.
  boolean meet(Mode mode) {
    return meets(subjectTerm, mode.subject()) && meets(objectTerm, mode.object());
  }

  /// The answers that agree with the operands, each shown by the operand that has variables.
  List<Term> answersOf(Builtin builtin) {
    List<Term> shown = new ArrayList<>();
    builtin.evaluate(
        this,
        (subjectId, objectId) -> {
          Term subject = dictionary.term(subjectId);
          Term object = dictionary.term(objectId);
          var bindings = new Bindings();
          if (bindings.match(subjectTerm, subject) && bindings.match(objectTerm, object)) {
            shown.add(subjectTerm.isGround() ? object : subject);
          }
        });
    return shown;
  }

  private static boolean meets(Term term, Mode.Need need) {
    if (term.isGround()) {
      return true;
    }
    return switch (need) {
      case BOUND -> false;
      case LIST_BUT_ONE ->
          term instanceof ListTerm(var items)
              && items.stream().filter(item -> !item.isGround()).count() == 1;
      case LIST_FIRST -> term instanceof ListTerm(var items) && items.getFirst().isGround();
      case LIST -> term instanceof ListTerm;
      case ANY -> true;
    };
  }

  private int id(Term term) {
    return term.isGround() ? dictionary.intern(term) : TermDictionary.NONE;
  }

  private int[] members(Term term) {
    if (term instanceof ListTerm(var items)) {
      return items.stream().mapToInt(this::id).toArray();
    }
    throw new IllegalStateException(term + " is no list");
  }
}
