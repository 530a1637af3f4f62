import type { Sort } from '../address.ts';
import { useWorld } from '../context.tsx';
import { Link } from '../parts/link.tsx';
import { Title } from '../parts/title.tsx';

/** Says that there is nothing at an address. */
export function MissingView({ sort }: { sort?: Sort }) {
  const { texts } = useWorld();
  return (
    <Title text={sort ? texts.notFoundOf[sort] : texts.notFound}>
      <p class="lead">{texts.notFoundHint}</p>
      <p>
        <Link to={{ page: 'start' }} className="button">
          {texts.toStart}
        </Link>
      </p>
    </Title>
  );
}
