import java.io.FileInputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.semanticweb.rulewerk.core.model.api.DataSourceDeclaration;
import org.semanticweb.rulewerk.core.model.api.Literal;
import org.semanticweb.rulewerk.core.model.api.Predicate;
import org.semanticweb.rulewerk.core.model.api.Term;
import org.semanticweb.rulewerk.core.model.implementation.Expressions;
import org.semanticweb.rulewerk.core.reasoner.KnowledgeBase;
import org.semanticweb.rulewerk.parser.RuleParser;
import org.semanticweb.rulewerk.reasoner.vlog.VLogReasoner;

/// Computes a closure by VLog, through Rulewerk, and prints how many facts there are then, those of
/// the input included.
///
/// Arguments: a file of rules in Rulewerk's syntax, which names the data.
public final class RunVlog {
  private RunVlog() {}

  public static void main(String[] args) throws Exception {
    KnowledgeBase knowledge = new KnowledgeBase();
    try (FileInputStream rules = new FileInputStream(args[0])) {
      RuleParser.parseInto(knowledge, rules);
    }
    VLogReasoner reasoner = new VLogReasoner(knowledge);
    reasoner.reason();
    long count = 0;
    for (Predicate predicate : predicates(knowledge)) {
      List<Term> variables = new ArrayList<>();
      for (int i = 0; i < predicate.getArity(); i++) {
        variables.add(Expressions.makeUniversalVariable("v" + i));
      }
      var query = Expressions.makePositiveLiteral(predicate, variables);
      count += reasoner.countQueryAnswers(query, true).getCount();
    }
    System.out.println("facts: " + count);
    System.out.flush();
    Runtime.getRuntime().halt(0); // its shutdown is not what is measured
  }

  private static Set<Predicate> predicates(KnowledgeBase knowledge) {
    Set<Predicate> predicates = new LinkedHashSet<>();
    knowledge.getRules().stream()
        .flatMap(
            rule ->
                Stream.concat(
                    rule.getBody().getLiterals().stream(), rule.getHead().getLiterals().stream()))
        .map(Literal::getPredicate)
        .forEach(predicates::add);
    knowledge.getDataSourceDeclarations().stream()
        .map(DataSourceDeclaration::getPredicate)
        .forEach(predicates::add);
    return predicates;
  }
}
