// The form that says what an act is about, what it decides, who approves and signs it, and who gets a copy.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, checkboxes, form, selectField, textField } from '#pages'
import { deciding, effects } from './act.ts'
import type { Arrangement } from './arrange-act.ts'
import type { OpenAct } from './read-act.ts'
import type { Post } from './store-posts.ts'

const nobody = ''

export function arrangementForm(context: PageContext, opened: OpenAct, action: string): Html {
  const { t } = context
  const { act, choices } = opened
  const named = ({ title, office, names }: Post): string =>
    `${title} (${office})${names === null ? '' : `: ${names}`}`
  const posts = (list: readonly Post[]): { value: string; label: string }[] => [
    { value: nobody, label: t('case-files.acts.nobody') },
    ...list.map((post) => ({ value: post.id, label: named(post) })),
  ]
  // Three at first; one more than there are, so that a fourth has room.
  const places = Math.min(8, Math.max(2, act.visaPositions.length + 1))
  return form(context, {
    action,
    body: html`${textField(context, {
      ...{ name: 'title', label: t('case-files.acts.about'), value: act.title, maxlength: 300 },
    })}
    ${
      deciding.has(act.kind)
        ? selectField(context, {
            name: 'effect',
            label: t('case-files.acts.effect'),
            options: [
              { value: nobody, label: t('case-files.acts.effect.none') },
              ...effects.map((each) => ({
                value: each,
                label: t(`case-files.acts.effect.${each}`),
              })),
            ],
            value: act.effect ?? nobody,
          })
        : null
    }
    ${Array.from({ length: places }, (_, at) =>
      selectField(context, {
        ...{ name: 'visas', id: `visas-${at + 1}`, required: false },
        label: t('case-files.acts.visa-place', { place: at + 1 }),
        options: posts(choices.visas),
        value: act.visaPositions[at] ?? nobody,
      }),
    )}
    ${selectField(context, {
      ...{ name: 'signer', label: t('case-files.acts.signer') },
      options: posts(choices.signers),
      value: act.signerPosition ?? nobody,
    })}
    ${checkboxes(context, {
      ...{ name: 'copies', label: t('case-files.acts.copies'), required: false },
      options: choices.offices.map(({ id, name }) => ({ value: id, label: name })),
      values: act.copyOffices,
    })}`,
    submit: t('case-files.acts.arrange'),
    kind: 'secondary',
  })
}

/** What the form sent. */
export function readArrangement(body: Readonly<Record<string, unknown>>): Arrangement {
  const list = (name: string): string[] =>
    [body[name] ?? []]
      .flat()
      .filter((each): each is string => typeof each === 'string' && each !== '')
  const [effect] = list('effect')
  return {
    title: list('title')[0] ?? '',
    effect: effects.find((each) => each === effect) ?? null,
    signer: list('signer')[0] ?? null,
    visas: list('visas'),
    copies: list('copies'),
  }
}
