import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { Icon } from '../../look/icon.tsx';
import { whole } from '../readers/figures.ts';
import { AnswerTable } from './answer-table.tsx';
import { EXAMPLES } from './examples.ts';
import { MOST_CHARACTERS } from './shapes.ts';
import { type Asked, useQuestion } from './use-question.ts';

/** A question in SQL, those to begin with, and the answer. */
export function QuestionCard() {
  const t = useTranslations('lake');
  const [sql, setSql] = useState<string>(EXAMPLES[0].sql);
  const { asked, ask } = useQuestion();
  const asking = asked.state === 'asking';
  const tooLong = sql.length > MOST_CHARACTERS;
  const askNow = (text: string) => {
    setSql(text);
    if (!asking && text.trim() !== '' && text.length <= MOST_CHARACTERS) void ask(text);
  };
  return (
    <section className="card pad" aria-labelledby="h-question">
      <h2 id="h-question">{t('question')}</h2>
      <p className="sm ink2">{t('questionLead')}</p>
      <div className="row wrap examples">
        {EXAMPLES.map(({ name, sql: text }) => (
          <button key={name} type="button" className="btn" disabled={asking} onClick={() => askNow(text)}>
            {t(`example-${name}`)}
          </button>
        ))}
      </div>
      <form
        className="question"
        onSubmit={(event) => {
          event.preventDefault();
          askNow(sql);
        }}
      >
        <label htmlFor="sql" className="xs ink2">
          {t('sql')}
        </label>
        <textarea
          id="sql"
          className="mono"
          rows={4}
          aria-invalid={tooLong}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          aria-describedby="sql-hint sql-too-long"
          value={sql}
          onChange={(event) => setSql(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) askNow(sql);
          }}
        />
        <p className="xs ink2" id="sql-hint">
          {t('sqlHint')}
        </p>
        <TooLong characters={tooLong ? sql.length : null} />
        <button type="submit" className="btn primary" disabled={asking || tooLong || sql.trim() === ''}>
          <Icon name={asking ? 'reload' : 'play'} spin={asking} />
          {asking ? t('asking') : t('ask')}
        </button>
      </form>
      <Outcome asked={asked} />
    </section>
  );
}

function TooLong({ characters }: { characters: number | null }) {
  const t = useTranslations('lake');
  const locale = useLocale();
  const most = whole(MOST_CHARACTERS, locale);
  return (
    <output className="sm" id="sql-too-long">
      {characters !== null && <Refusal words={t('questionTooLong', { has: whole(characters, locale), most })} />}
    </output>
  );
}

function Refusal({ words }: { words: string }) {
  return (
    <span className="refusal">
      <Icon name="warning" />
      {words}
    </span>
  );
}

const KNOWN_REFUSALS = ['busy', 'too-long', 'too-much', 'away'] as const;

function Outcome({ asked }: { asked: Asked }) {
  const t = useTranslations('lake');
  const known = asked.state === 'refused' ? KNOWN_REFUSALS.find((code) => code === asked.code) : undefined;
  return (
    <>
      <output className="sm" data-testid="outcome">
        {asked.state === 'answered' &&
          t(asked.answer.more ? 'answeredMore' : 'answered', { count: asked.answer.rows.length, ms: asked.answer.ms })}
        {asked.state === 'refused' && (
          <Refusal words={known ? t(`refusal-${known}`) : t('cannotAsk', { why: asked.title })} />
        )}
      </output>
      {asked.state === 'answered' && <AnswerTable answer={asked.answer} />}
    </>
  );
}
