// What the node and its cluster are and do, once a second.
'use strict';

(() => {
  const INTERVAL_MILLIS = 1000;
  const INTERVAL_FAILED_MILLIS = 2000;
  const PATIENCE_MILLIS = 10000;

  const byId = (id) => document.getElementById(id);
  const view = new URL('node/view', document.baseURI).href;
  const number = (value) => value.toLocaleString('en');
  const counted = (value, noun) => `${number(value)} ${noun}${value === 1 ? '' : 's'}`;

  /** Sets a text, unless it stands there: who selects or hears it is not disturbed. */
  const say = (element, text) => {
    if (element.textContent !== text) {
      element.textContent = text;
    }
  };

  const element = (name, text, className) => {
    const made = document.createElement(name);
    made.textContent = text;
    if (className) {
      made.className = className;
    }
    return made;
  };

  /** Shows a list anew if it has changed. */
  const list = (parent, items, make) => {
    const key = JSON.stringify(items);
    if (parent.dataset.key !== key) {
      parent.dataset.key = key;
      parent.replaceChildren(...items.map(make));
    }
  };

  const duration = (seconds) => {
    const parts = [
      [86400, 'd'],
      [3600, 'h'],
      [60, 'min'],
      [1, 's'],
    ].map(([size, unit], i, all) => [
      Math.floor((i === 0 ? seconds : seconds % all[i - 1][0]) / size),
      unit,
    ]);
    const first = parts.findIndex(([count]) => count > 0);
    return first < 0
      ? '0 s'
      : parts
          .slice(first, first + 2)
          .map(([count, unit]) => `${count} ${unit}`)
          .join(' ');
  };

  const state = (text, mood) => {
    say(byId('state'), text);
    byId('state').dataset.mood = mood;
  };

  // ---------------------------------------------------------------- what is shown

  const showFacts = (facts) => {
    say(byId('facts'), facts ? number(facts.count) : '–');
    say(
      byId('derived'),
      facts ? `${number(facts.derived)} of them derived` : 'nobody has counted them yet',
    );
  };

  const PHASES = {
    preparing: 'this node gets ready',
    removing: 'this node takes facts away',
    dealing: 'this node deals out facts',
    thinking: 'this node runs the rules',
  };

  const jobText = (job) => {
    const parts = [];
    if (job.loads > 0) {
      parts.push(`deals out ${counted(job.loads, 'load')}`);
    }
    if (job.thinks) {
      parts.push('runs the rules to the fixpoint');
    }
    return `Job ${job.id} ${parts.length > 0 ? parts.join(', then ') : 'moves facts to their owners'}`;
  };

  const jobSteps = (job) => {
    const steps = [`${job.reported} of ${counted(job.nodes, 'node')} done`];
    if (job.attempt > 0) {
      steps.push(`tried for the ${['second', 'third'][job.attempt - 1] ?? `${job.attempt + 1}th`} time`);
    }
    const here = job.here;
    if (!here) {
      steps.push('this node has done its part');
      return steps;
    }
    steps.push(`${PHASES[here.phase] ?? here.phase}, for ${duration(here.millis / 1000)}`);
    if (here.meetings > 0) {
      steps.push(`${counted(here.meetings, 'round')} between the nodes`);
    }
    if (here.facts > 0) {
      steps.push(`${counted(here.facts, 'fact')} here so far, ${number(here.derived)} derived`);
    }
    return steps;
  };

  const showWork = ({ doing, waiting_for: waitingFor, cluster }) => {
    const job = cluster?.job;
    let work = 'Nothing is under way.';
    let steps = [];
    if (job) {
      work = jobText(job);
      steps = jobSteps(job);
    } else if (doing) {
      work = doing;
    } else if (waitingFor) {
      work = `Waits for ${waitingFor}`;
    } else if (cluster && !cluster.whole) {
      work = 'The last job has failed, and the facts are not whole.';
    } else if (cluster?.waiting > 0) {
      work = `${counted(cluster.waiting, 'node')} still to get an answer`;
    } else if (cluster && cluster.rules_in_force) {
      work = 'Nothing is under way; the rules are in force.';
    }
    say(byId('work'), work);
    byId('working').hidden = !job && !doing;
    list(byId('steps'), steps, (text) => element('li', text));
  };

  const memberRow = ({ member, total, isThis }) => {
    const row = document.createElement('tr');
    if (isThis) {
      row.className = 'this';
    }
    const name = element('th', member.id);
    name.scope = 'row';
    if (isThis) {
      name.append(element('span', ' (this node)', 'detail'));
    }
    if (member.address) {
      name.append(element('span', member.address, 'address'));
    }
    const role = document.createElement('td');
    const chip = element('span', member.state, 'chip');
    chip.dataset.mood = member.healthy ? (member.state === 'leader' ? 'lead' : 'good') : 'bad';
    role.append(chip);
    if (!member.healthy && member.state !== 'offline') {
      role.append(element('span', 'not healthy', 'address'));
    } else if (!member.votes) {
      role.append(element('span', 'does not vote', 'address'));
    }
    const partitions = element('td', number(member.partitions), 'number');
    const share = element('div', '', 'share');
    const bar = element('div', '');
    bar.style.width = `${total === 0 ? 0 : (100 * member.partitions) / total}%`;
    share.append(bar);
    partitions.append(share);
    row.append(name, role, partitions);
    return row;
  };

  const copiesText = (cluster) => {
    if (cluster.partitions === 0) {
      return 'No facts are placed yet.';
    }
    const copies =
      cluster.copies >= cluster.copies_wanted
        ? `every fact has ${cluster.copies === 1 ? 'one copy' : `${number(cluster.copies)} copies`}`
        : `some facts have ${cluster.copies} of ${cluster.copies_wanted} copies on healthy members`;
    return `${counted(cluster.partitions, 'partition')} by ${cluster.strategy}; ${copies}; version ${number(cluster.version)}`;
  };

  const showCluster = ({ node_id: nodeId, cluster }) => {
    byId('cluster').hidden = !cluster;
    if (!cluster) {
      return;
    }
    const healthy = cluster.members.filter((member) => member.healthy).length;
    say(
      byId('agreement'),
      `${healthy} of ${counted(cluster.members.length, 'member')} healthy; ` +
        (cluster.leader ? `${cluster.leader} leads in term ${number(cluster.term)}` : 'nobody leads'),
    );
    list(
      byId('members'),
      cluster.members.map((member) => ({
        member,
        total: cluster.partitions,
        isThis: member.id === nodeId,
      })),
      memberRow,
    );
    say(byId('copies'), copiesText(cluster));
    list(byId('problems'), cluster.problems, (text) => element('li', text));
  };

  const show = (now) => {
    say(byId('node'), now.node_id ?? (now.in_cluster ? '' : 'single node'));
    document.title = now.node_id ? `${now.node_id} – cwm` : 'cwm';
    if (now.waiting_for) {
      state('not ready', 'wait');
    } else if (now.cluster && !now.cluster.healthy) {
      state('cluster not healthy', 'bad');
    } else {
      state('ready', 'good');
    }
    say(byId('uptime'), `up for ${duration(now.uptime_secs)}`);
    showFacts(now.facts);
    showWork(now);
    showCluster(now);
  };

  // ---------------------------------------------------------------- once a second

  let timer = 0;
  let asking = false;
  let lastAnswer = null;

  const failed = (why) => {
    state(why, 'bad');
    byId('panel').classList.add('stale');
    say(
      byId('work'),
      lastAnswer
        ? `What is shown here was so at ${lastAnswer.toLocaleTimeString()}.`
        : 'Nothing is known of the node yet.',
    );
    byId('working').hidden = true;
    list(byId('steps'), [], null);
  };

  const ask = async () => {
    if (asking || document.hidden) {
      return;
    }
    asking = true;
    let wait = INTERVAL_MILLIS;
    try {
      const answer = await fetch(view, {
        cache: 'no-store',
        headers: { Accept: 'application/json' },
        signal: AbortSignal.timeout(PATIENCE_MILLIS),
      });
      if (!answer.ok) {
        throw new Error(`the node answers with status ${answer.status}`);
      }
      const now = await answer.json();
      lastAnswer = new Date();
      byId('panel').classList.remove('stale');
      show(now);
    } catch (e) {
      wait = INTERVAL_FAILED_MILLIS;
      failed(e.message.startsWith('the node answers') ? e.message : 'the node is not reached');
    } finally {
      asking = false;
      clearTimeout(timer);
      timer = setTimeout(ask, wait);
    }
  };

  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    ask();
  });
  ask();
})();
